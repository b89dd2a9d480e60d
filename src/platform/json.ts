export { JsonError, parseJson, writeJson, type JsonBounds } from '#contract/json';
