/** One file of a PCF. */
export interface PcfFile {
  /** Logical unit number, the key by which the program asks for the file. */
  readonly lun: number;
  readonly name: string;
  /** Directory; the default of the section when absent. */
  readonly directory?: string;
  /** The reserved fourth field, in older files the size. */
  readonly size?: string;
  /** Universal reference, up to 255 characters. */
  readonly ur?: string;
  /** Attribute file: the `.met` that goes with the file. */
  readonly met?: string;
  /** N down to 1 among the files of one LUN, as they stand in the PCF. */
  readonly sequence: number;
}

/** The files of one section and the directory of those that name none. */
export interface PcfFileSection {
  readonly directory: string;
  readonly files: readonly PcfFile[];
}

/** A runtime parameter. */
export interface PcfParameter {
  readonly lun: number;
  readonly description: string;
  readonly value: string;
}

/** A whole PCF. */
export interface Pcf {
  /** Production Run ID. */
  readonly runId: string;
  readonly softwareId: string;
  readonly productInput: PcfFileSection;
  readonly productOutput: PcfFileSection;
  readonly supportInput: PcfFileSection;
  readonly supportOutput: PcfFileSection;
  readonly intermediateInput: PcfFileSection;
  readonly intermediateOutput: PcfFileSection;
  readonly temporary: PcfFileSection;
  readonly parameters: readonly PcfParameter[];
}

/** Name of a section of files in a Pcf. */
export type PcfSectionName = Exclude<keyof Pcf, 'runId' | 'softwareId' | 'parameters'>;

/**
 * The ten sections in the only order the toolkit knows; it counts `?` lines and takes the titles as decoration.
 * `key` is where a section's content is in a Pcf.
 */
export const PCF_SECTIONS = [
  { title: 'SYSTEM RUNTIME PARAMETERS', key: 'system' },
  { title: 'PRODUCT INPUT FILES', key: 'productInput' },
  { title: 'PRODUCT OUTPUT FILES', key: 'productOutput' },
  { title: 'SUPPORT INPUT FILES', key: 'supportInput' },
  { title: 'SUPPORT OUTPUT FILES', key: 'supportOutput' },
  { title: 'USER DEFINED RUNTIME PARAMETERS', key: 'parameters' },
  { title: 'INTERMEDIATE INPUT', key: 'intermediateInput' },
  { title: 'INTERMEDIATE OUTPUT', key: 'intermediateOutput' },
  { title: 'TEMPORARY I/O', key: 'temporary' },
  { title: 'END', key: 'end' },
] as const satisfies readonly { title: string; key: PcfSectionName | 'system' | 'parameters' | 'end' }[];

const FILE_SECTIONS = PCF_SECTIONS.map(({ key }) => key).filter(
  (key): key is PcfSectionName => key !== 'system' && key !== 'parameters' && key !== 'end',
);

/** Limits of the SDP Toolkit, in characters; `line` is without its newline. */
export const PCF_LIMITS = { line: 2000, name: 256, path: 768, ur: 255, parameter: 200 } as const;

/** A file of a LUN with its directory resolved. */
export interface ResolvedPcfFile {
  readonly path: string;
  readonly met?: string;
  readonly ur?: string;
}

/**
 * The files of a LUN over all sections, by ascending sequence number: the one numbered 1 first, which is the one that
 * stands last in the PCF. A file without a directory is in its section's; so is an attribute file without a path,
 * beside its data file. A leading `~` is left for the toolkit, which takes it for its home.
 */
export function filesOf(pcf: Pcf, lun: number): ResolvedPcfFile[] {
  return FILE_SECTIONS.flatMap((key) =>
    pcf[key].files.map((file) => ({ file, fallback: pcf[key].directory })),
  )
    .filter(({ file }) => file.lun === lun)
    .sort((a, b) => a.file.sequence - b.file.sequence)
    .map(({ file, fallback }) => {
      const directory = file.directory ?? fallback;
      return {
        path: inDirectory(directory, file.name),
        ...(file.met !== undefined && { met: inDirectory(directory, file.met) }),
        ...(file.ur !== undefined && { ur: file.ur }),
      };
    });
}

/** The value of a runtime parameter, the first if a LUN stands twice; undefined when there is none. */
export function parameterOf(pcf: Pcf, lun: number): string | undefined {
  return pcf.parameters.find((parameter) => parameter.lun === lun)?.value;
}

function inDirectory(directory: string, name: string): string {
  if (directory === '' || name.startsWith('/')) return name;
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}
