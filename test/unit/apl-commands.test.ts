import { describe, expect, it } from 'vitest';
import { aplCommand } from '../../src/airborne/apl/commands.js';
import type { MapRequest, MaskRequest, ReprojectRequest } from '../../src/airborne/contract.js';

const mask = (more: Partial<MaskRequest>): readonly string[] =>
  aplCommand({
    ...{ kind: 'mask', level1: '/d/f123a0111b.bil', mask: '/d/f123a0111b_mask.bil' },
    ...{ methods: null, flags: 127, methodFlags: 0, output: '/o/f123a011_masked.bil', ...more },
  }).args;
const reproject = (more: Pick<ReprojectRequest, 'projection'> & Partial<ReprojectRequest>) =>
  aplCommand({ kind: 'reproject', igm: '/o/f.igm', osngGrid: null, output: '/o/f_p.igm', ...more });
const map = (more: Partial<MapRequest>, rasterBands?: number): readonly string[] =>
  aplCommand(
    {
      ...{ kind: 'map', igm: '/o/f_p.igm', raster: '/o/f_masked.bil', pixelSize: { x: 2, y: 1.5 } },
      ...{ bands: [10, 11, 12], interpolation: 'bilinear', type: 'uint16', bounds: null, ignoreValue: 0 },
      ...{ projection: { kind: 'ukbng' }, index: '/o/index', ignoreFreeSpace: false },
      ...{ output: '/o/f3b_mapped.bil', ...more },
    } as MapRequest,
    rasterBands,
  ).args;
const bandList = (bands: readonly number[], rasterBands?: number) => {
  const args = map({ bands }, rasterBands);
  return args.slice(args.indexOf('-bandlist') + 1, args.indexOf('-interpolation'));
};

describe('aplmask', () => {
  const level1 = ['-lev1', '/d/f123a0111b.bil'];
  const rest = ['-mask', '/d/f123a0111b_mask.bil', '-output', '/o/f123a011_masked.bil'];
  const methods = '/d/f123a0111b_mask-badpixelmethod.bil';

  it('gets no flags when all are meant', () => {
    expect(mask({})).toEqual([...level1, ...rest]);
    expect(mask({ methods, methodFlags: 63 })).toEqual([...level1, ...rest]);
  });

  it('gets the flags one by one', () => {
    expect(mask({ flags: 1 + 2 + 64 })).toEqual([...level1, '-flags', '1', '2', '64', ...rest]);
  });

  it('gets the methods that count for a bad pixel, where there is a file of them', () => {
    expect(mask({ flags: 1 + 4, methods, methodFlags: 1 + 2 + 32 })).toEqual([
      ...level1,
      ...['-flags', '1', '4', '-onlymaskmethods', methods, 'A', 'B', 'F'],
      ...rest,
    ]);
    expect(mask({ flags: 4, methodFlags: 8 })).toEqual([...level1, '-flags', '4', ...rest]);
    expect(mask({ flags: 127, methods, methodFlags: 8 }).slice(2, 13)).toEqual([
      ...['-flags', '1', '2', '4', '8', '16', '32', '64', '-onlymaskmethods', methods, 'D'],
    ]);
  });

  it('is never called with -flags and no flag', () => {
    expect(() => mask({ flags: 0 })).toThrow(/masks nothing/);
  });
});

describe('aplcorr', () => {
  const request = {
    ...{ kind: 'geocorrect' as const, level1: '/d/f1b.bil', navigation: '/d/f_nav_post_processed.bil' },
    ...{ viewVectors: '/d/fenix_fov_fullccd_vectors.bil', dem: '/o/d.dem', output: '/o/f.igm' },
  };

  it('gets the line, its navigation, the view vectors and the DEM', () => {
    const begin = ['-lev1file', '/d/f1b.bil', '-navfile', '/d/f_nav_post_processed.bil'];
    const vectors = ['-vvfile', '/d/fenix_fov_fullccd_vectors.bil'];
    expect(aplCommand(request)).toEqual({
      program: 'aplcorr',
      args: [...begin, ...vectors, '-dem', '/o/d.dem', '-igmfile', '/o/f.igm'],
    });
    expect(aplCommand({ ...request, dem: null }).args).toEqual([
      ...begin,
      ...vectors,
      '-igmfile',
      '/o/f.igm',
    ]);
  });

  it('is not asked for an order of rotations that it has not', () => {
    expect(() => aplCommand({ ...request, rotation: 'zyx' })).toThrow(/zxy/);
  });
});

describe('apltran', () => {
  const begin = ['-inproj', 'latlong', 'WGS84', '-igm', '/o/f.igm', '-output', '/o/f_p.igm'];

  it.each([
    [{ kind: 'utm', zone: 30, hemisphere: 'N' }, ['-outproj', 'utm_wgs84N', '30']],
    [{ kind: 'utm', zone: 7, hemisphere: 'S' }, ['-outproj', 'utm_wgs84S', '7']],
    [{ kind: 'proj', proj: '+proj=laea +lat_0=52 $(x)' }, ['-outprojstr', '+proj=laea +lat_0=52 $(x)']],
  ] as const)('gets the projection %j', (projection, words) => {
    expect(reproject({ projection }).args).toEqual([...begin, ...words]);
  });

  it('makes the National Grid with its grid, and only so', () => {
    const projection = { kind: 'ukbng' } as const;
    expect(reproject({ projection, osngGrid: '/g/OSTN02_NTv2.gsb' }).args).toEqual([
      ...begin,
      ...['-outproj', 'osng', '/g/OSTN02_NTv2.gsb'],
    ]);
    expect(() => reproject({ projection })).toThrow(expect.objectContaining({ code: 'PROJECTION_INVALID' }));
  });
});

describe('aplmap', () => {
  it('gets all that SCOPS gives it, in its order', () => {
    const begin = ['-igm', '/o/f_p.igm', '-lev1', '/o/f_masked.bil', '-pixelsize', '2', '1.5'];
    const end = ['-mapname', '/o/f3b_mapped.bil', '-buffersize', '4096', '-outputlevel', 'verbose'];
    const middle = ['-bandlist', '10-12', '-interpolation', 'bilinear'];
    expect(map({})).toEqual([...begin, ...middle, ...end, '-outputdatatype', 'uint16']);
    expect(map({ type: 'float32', ignoreFreeSpace: true })).toEqual([
      ...[...begin, ...middle, ...end],
      ...['-outputdatatype', 'float32', '-ignorediskspace'],
    ]);
  });

  it('gets one band as its number and never as a range of one, which kills the line', () => {
    expect(bandList([5])).toEqual(['5']);
    expect(bandList([1], 1)).toEqual(['1']);
  });

  it('gets ranges, lists, and ALL where that is what is meant', () => {
    expect(bandList([1, 2, 3], 3)).toEqual(['ALL']);
    expect(bandList([1, 2, 3], 4)).toEqual(['1-3']);
    expect(bandList([1, 5, 9])).toEqual(['1', '5', '9']);
    expect(bandList([3, 2, 1])).toEqual(['3', '2', '1']);
    expect(() => bandList([])).toThrow();
  });

  it('is told of another value without data than its own', () => {
    expect(map({ ignoreValue: null }).join(' ')).toContain('-ignorevalue NONE');
    expect(map({ ignoreValue: 65535 }).join(' ')).toContain('-ignorevalue 65535');
  });
});
