import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Mission } from '../../../src/domain/mission.js';
import { processorPaths, processorVersion } from '../../../src/domain/processor-version.js';
import { emitMet } from '../../../src/formats/met.js';

/**
 * Installs for every level of a mission the least that can be called a processor: a shell script that starts no further
 * program, reads its PCF and writes each product as one line, with a complete `.met` beside it. Calibration events, which
 * may be absent, it does not make.
 */
export async function installNullProcessors(home: string, mission: Mission): Promise<void> {
  for (const [level, plan] of Object.entries(mission.levels)) {
    const paths = processorPaths(level, processorVersion(plan.version));
    const program = join(home, paths.program);
    await mkdir(dirname(program), { recursive: true });
    await mkdir(join(home, paths.config), { recursive: true });
    await writeFile(join(home, paths.config, 'empty.cfg'), '');
    await writeFile(program, script(level));
    await chmod(program, 0o755);
  }
}

function script(level: string): string {
  const met = emitMet({
    shortName: 'NAME',
    versionId: 1,
    localGranuleId: 'GRANULE',
    productionDateTime: '2026-01-01T00:00:00Z',
    localVersionId: '1',
    rangeBegin: '2026-01-01T00:00:00Z',
    rangeEnd: '2026-01-01T23:59:59Z',
    pgeVersion: '1.0.1',
    inputPointers: [],
    parameterName: level,
    operationalFlag: 'Not Investigated',
    operationalExplanation: 'Not yet investigated',
    automaticFlag: 'Passed',
    automaticExplanation: 'Nothing was computed',
    percentMissing: 0,
    percentOutOfBounds: 0,
  });
  const quoted = `'${met.replaceAll("'", `'\\''`)}'`;
  return `#!/bin/sh
set -eu
met=${quoted}
section= out=
while IFS='|' read -r lun name rest; do
  case $lun in
    '?'*) section=$lun ;;
    '!'*) case $section in *'PRODUCT OUTPUT'*) out=\${lun#!  } ;; esac ;;
    *)
      case $section in
        *'PRODUCT OUTPUT'*)
          case $name in
            MOPCH*) ;;
            *)
              printf 'nothing\\n' >"$out/$name"
              printf '%s' "$met" >"$out/$name.met"
              ;;
          esac
          ;;
      esac
      ;;
  esac
done <"$PGS_PC_INFO_FILE"
`;
}
