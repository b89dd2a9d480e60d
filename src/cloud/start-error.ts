export { StartError } from '#platform/start-error';
