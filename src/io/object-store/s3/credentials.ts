import { defaultProvider } from '@aws-sdk/credential-provider-node';

/**
 * The chain of AWS's tools: environment, shared files, web identity, container and machine roles. It renews by itself what says
 * when it runs out. Made anew, it reads files anew, which the SDK would otherwise remember for the life of the process.
 */
export const credentialChain = (profile: string | undefined) =>
  defaultProvider({ ignoreCache: true, ...(profile !== undefined && { profile }) });
