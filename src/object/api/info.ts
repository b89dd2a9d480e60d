import { z } from 'zod';
import { BLOCK_HASH } from '#blockstore/content-hash';
import { anyone } from '#platform/http/route';
import { bulkDeleteLimits } from './objects/bulk-delete.ts';
import { route } from './object-api.ts';

/** Longest name of metadata without the prefix, which counts here: 128 less the longest of the prefixes. */
const MAX_META_NAME = 128 - 'X-Container-Meta-'.length;

const count = z.number().int();

const InfoReply = z.strictObject({
  swift: z.strictObject({
    version: z.string(),
    max_file_size: count,
    account_listing_limit: count,
    container_listing_limit: count,
    max_account_name_length: count,
    max_container_name_length: count,
    max_object_name_length: count,
    max_meta_count: count,
    max_meta_name_length: count,
    max_meta_value_length: count,
    max_meta_overall_size: count,
    max_header_size: count,
    account_autocreate: z.boolean(),
  }),
  dlo: z.strictObject({}),
  bulk_delete: z.strictObject({ max_deletes_per_request: count, max_failed_deletes: count }),
  pithos: z.strictObject({
    block_size: count,
    block_hash: z.string(),
    hashmap: z.boolean(),
    update: z.boolean(),
    sharing: z.boolean(),
  }),
});

/** What this store can do, as clients of other stores ask: only what works is announced. */
function infoRoute(path: string) {
  return route({
    method: 'GET',
    path,
    access: anyone,
    summary: 'What this store can do',
    reply: { 200: InfoReply },
    handle({ service: { storage } }) {
      const { limits, blocks } = storage;
      return {
        body: {
          swift: {
            version: '2.37.0',
            max_file_size: limits.maxBodyBytes,
            account_listing_limit: limits.listLimit,
            container_listing_limit: limits.listLimit,
            max_account_name_length: 256,
            max_container_name_length: 256,
            max_object_name_length: 1024,
            max_meta_count: limits.maxMetadata,
            max_meta_name_length: MAX_META_NAME,
            max_meta_value_length: 256,
            max_meta_overall_size: limits.maxMetadataBytes,
            max_header_size: 8192,
            account_autocreate: true,
          },
          dlo: {},
          bulk_delete: bulkDeleteLimits,
          pithos: {
            block_size: blocks.blockSize,
            block_hash: BLOCK_HASH,
            hashmap: true,
            update: true,
            sharing: true,
          },
        },
      };
    },
  });
}

export const info = infoRoute('/info');
export const storeInfo = infoRoute('/pithos/object-store/info');
