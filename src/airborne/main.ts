/**
 * One stage of the airborne chain as a program of its own: `node main.js REQUEST [RESULT]`. REQUEST is a file with one
 * StageRequest. It prints `Approximate percent complete: N` as it goes on, and ends with 0 after it has written its facts to
 * RESULT, or with 1 after it has written `{"failure": {code, sentence, details}}` there and the sentence to standard error.
 */
import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../adapters/files/atomic-write.js';
import { classifyIoError } from '../adapters/files/io-error.js';
import { OperationsError } from '../domain/failures.js';
import type { StageFacts, StageReport, StageRequest } from './contract.js';
import type { StageResult } from './result.js';

async function main(requestFile: string, resultFile: string | undefined): Promise<number> {
  const request = JSON.parse(await readFile(requestFile, 'utf8')) as StageRequest;
  const answer = async (result: StageResult) => {
    if (resultFile !== undefined) await writeFileAtomic(resultFile, `${JSON.stringify(result)}\n`);
  };
  try {
    const facts = await kernelOf(request, reportTo(process.stdout));
    await answer({ facts });
    return 0;
  } catch (error) {
    const known = error instanceof OperationsError ? error : classifyIoError(error, request.kind);
    const failure = known ?? new OperationsError('UNEXPECTED', `${request.kind} failed: ${String(error)}.`);
    process.stderr.write(`${known ? failure.message : String((error as Error).stack ?? error)}\n`);
    await answer({ failure: { code: failure.code, sentence: failure.message, details: failure.details } });
    return 1;
  }
}

/** Only what a stage needs is loaded: GDAL alone takes a quarter of a second. */
async function kernelOf(request: StageRequest, report: StageReport): Promise<StageFacts> {
  if ('apl' in request && request.apl)
    return (await import('./apl/run-apl.js')).runApl(request.apl, request, report);
  switch (request.kind) {
    case 'map':
      return (await import('./map/map.js')).map(request, report);
    case 'bandmaths':
      return (await import('./bandmaths/kernel.js')).bandMaths(request, report);
    case 'plugin':
      return (await import('./plugin/kernel.js')).runPlugin(request, report);
    case 'mask':
      return (await import('./mask/mask.js')).mask(request, report);
    case 'geocorrect':
      return (await import('./geocorrect/geocorrect.js')).geocorrect(request, report);
    case 'reproject':
      return (await import('./reproject/reproject.js')).reproject(request, report);
    case 'pack':
      return (await import('./pack/pack.js')).pack(request, report);
    case 'bundle':
      return (await import('./pack/bundle.js')).bundle(request, report);
    case 'dem':
      return (await import('./dem/make-dem.js')).makeDem(request, report);
    case 'checkdem':
      return (await import('./dem/check-dem.js')).checkDem(request, report);
    default:
      throw new OperationsError(
        'UNEXPECTED',
        `There is no stage ${JSON.stringify((request as StageRequest).kind)}.`,
      );
  }
}

/** Says each whole percent once. */
function reportTo(out: NodeJS.WritableStream): StageReport {
  let told = -1;
  return {
    progress(percent) {
      const whole = Math.floor(Math.min(100, Math.max(0, percent)));
      if (whole <= told) return;
      told = whole;
      out.write(`Approximate percent complete: ${whole}\n`);
    },
    say: (line) => void out.write(`${line}\n`),
  };
}

// All is on the disk and said: taking down what is in memory would only take 15 ms more.
process.exit(await main(process.argv[2]!, process.argv[3]));
