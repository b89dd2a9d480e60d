/** Why an image cannot be set up, in a sentence for the owner of the machine. */
export class DeployError extends Error {
  override name = 'DeployError';
}
