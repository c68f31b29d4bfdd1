/**
 * A response that goes on for long, ended before the first thing that its reader may no longer have. Without it, who has
 * logged out or was removed would go on hearing in a page that is still open.
 */
export function untilGone(response: Response, mayGoOn: () => Promise<boolean>): Response {
  if (response.body === null) return response;
  const guard = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      if (await mayGoOn()) controller.enqueue(chunk);
      else controller.terminate();
    },
  });
  return new Response(response.body.pipeThrough(guard), response);
}
