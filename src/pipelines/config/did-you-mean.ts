export { didYouMean } from '../../io/text/did-you-mean.js';
