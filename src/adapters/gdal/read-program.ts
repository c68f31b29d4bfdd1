import { drawPicture } from './draw-browse.js';
import { UnreadableProduct } from './inspect.js';
import { measureContent } from './measure-content.js';
import type { ReadReply, ReadTask } from './read-apart.js';

// The program behind readApart: a task comes as a message, replies go back as messages, then the next may come. It ends with its parent.

const say = (reply: ReadReply) => process.send?.(reply);

async function work(task: ReadTask): Promise<ReadReply> {
  const onProgress = (done: number) => void say({ kind: 'progress', done });
  try {
    if (task.kind === 'draw') {
      const png = await drawPicture(task.plan, onProgress);
      return { kind: 'drawn', png: png.toString('base64') };
    }
    return { kind: 'measured', content: await measureContent(task.path, task.row, onProgress) };
  } catch (error) {
    if (error instanceof UnreadableProduct) return { kind: 'unreadable', sentence: error.message };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (task: ReadTask) => void work(task).then(say));
process.once('disconnect', () => process.exit(0));
say({ kind: 'ready' });
