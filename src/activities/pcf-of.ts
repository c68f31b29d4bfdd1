import { PARAMETER_LUNS, TOOLKIT_LUNS } from '../domain/luns.js';
import type { Mission } from '../domain/mission.js';
import { productName } from '../domain/product.js';
import type { Pcf, PcfFile } from '../formats/pcf.js';
import type { LevelTask } from './contract.js';
import type { StagingManifest } from './stage.js';

/** The Process Control File of one run: inputs by LUN, products by the level's product table, logs, parameters. */
export function pcfOf(
  mission: Mission,
  task: LevelTask,
  run: number,
  manifest: StagingManifest,
  directories: { inputs: string; products: string; log: string; config: string },
): Pcf {
  const plan = mission.levels[task.level]!;
  const inputs = manifest.inputs.flatMap(({ lun, files, met, key }) =>
    files.map((name) => ({ lun, name, ur: key, ...(met !== undefined && { met }) })),
  );
  const outputs = plan.products
    .filter((row) => !row.madeFrom)
    .flatMap((row) => {
      const events = row.name.includes('{event}') ? eventsOf(mission, row.type) : [undefined];
      return events.map((event) => {
        const name = productName(row, task, event);
        return { lun: row.lun, name, met: `${name}.met` };
      });
    });
  const empty = { directory: directories.log, files: [] };
  return {
    runId: String(run),
    softwareId: `${task.level}-${task.version}`,
    productInput: { directory: directories.inputs, files: numbered(inputs) },
    productOutput: { directory: directories.products, files: numbered(outputs) },
    supportInput: { directory: directories.config, files: [] },
    supportOutput: {
      directory: directories.log,
      files: numbered([
        { lun: TOOLKIT_LUNS.logStatus, name: 'LogStatus' },
        { lun: TOOLKIT_LUNS.logReport, name: 'LogReport' },
        { lun: TOOLKIT_LUNS.logUser, name: 'LogUser' },
      ]),
    },
    parameters: [
      {
        lun: TOOLKIT_LUNS.loggingControl,
        description: 'Logging control; 0=disable logging, 1=enable logging',
        value: '1',
      },
      { lun: PARAMETER_LUNS.dataDay, description: 'Data day', value: task.day },
      { lun: PARAMETER_LUNS.processorVersion, description: 'Processor version N.n.i', value: task.version },
      {
        lun: PARAMETER_LUNS.configuration,
        description: 'Configuration directory',
        value: directories.config,
      },
      ...plan.run.parameters,
    ],
    intermediateInput: empty,
    intermediateOutput: empty,
    temporary: empty,
  };
}

/** Every event that an event product can be of: trains × kinds, as the rule that stages them names them. */
function eventsOf(mission: Mission, type: string): string[] {
  const rule = Object.values(mission.levels)
    .flatMap((plan) => plan.inputs)
    .find((candidate) => candidate.type === type && candidate.nearest);
  return (
    rule?.nearest?.trains.flatMap((train) => rule.nearest!.events.map((event) => `${train}-${event}`)) ?? []
  );
}

/** Gives the files of each LUN sequence numbers that count down to 1, as the toolkit wants them. */
function numbered(files: readonly Omit<PcfFile, 'sequence'>[]): PcfFile[] {
  const left = new Map<number, number>();
  for (const { lun } of files) left.set(lun, (left.get(lun) ?? 0) + 1);
  const sorted = [...files].sort((a, b) => a.lun - b.lun);
  return sorted.map((file) => {
    const sequence = left.get(file.lun)!;
    left.set(file.lun, sequence - 1);
    return { ...file, sequence };
  });
}
