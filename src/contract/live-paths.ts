/* Apart from the documents: pages know the paths without the schemas. */

/** Streams of object storage and of compute, below the base address. GET with `Accept: text/event-stream`, or LiveVersion. */
export const OBJECT_LIVE_PATH = '/pithos/live';
export const COMPUTE_LIVE_PATH = '/cyclades/live';
