// Imported when it is needed. By way of this file, as of a CommonJS part that is imported while it runs only the default is sure.
import nodemailer from 'nodemailer';

export const createTransport: typeof nodemailer.createTransport = nodemailer.createTransport;
