export async function startBoard(_options: Record<string, unknown>): Promise<{ url: string; stop(): Promise<void> }> {
  return { url: 'none', stop: async () => undefined };
}
