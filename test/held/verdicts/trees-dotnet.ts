import type { HeldTree } from './contract.ts';

type Tree = HeldTree['tree'];

const text = (value: string) => ({ is: 'text', text: value }) as const;
const link = (to: string) => ({ is: 'link', to }) as const;
const lib = (soname: string, needed: readonly string[] = []) =>
  ({ is: 'elf', machine: 'x86_64', soname, needed }) as const;
const json = (value: object) => text(`${JSON.stringify(value, null, 2)}\n`);

const GNU = 'usr/lib/x86_64-linux-gnu';
const GLIBC_LOADER = '/lib64/ld-linux-x86-64.so.2';
const MUSL_LOADER = '/lib/ld-musl-x86_64.so.1';
const GLIBC_NEEDED = ['libdl.so.2', 'libpthread.so.0', 'libstdc++.so.6', 'libm.so.6', 'libgcc_s.so.1', 'libc.so.6'];
const MUSL_NEEDED = ['libstdc++.so.6', 'libgcc_s.so.1', 'libc.musl-x86_64.so.1'];

/** Debian's folders and the libraries .NET's own need. */
const DEBIAN: Tree = {
  'etc/os-release': text('ID=debian\nVERSION_ID="12"\n'),
  lib: link('usr/lib'),
  lib64: link('usr/lib64'),
  'usr/lib64/ld-linux-x86-64.so.2': link('/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2'),
  [`${GNU}/ld-linux-x86-64.so.2`]: lib('ld-linux-x86-64.so.2'),
  [`${GNU}/libc.so.6`]: lib('libc.so.6', ['ld-linux-x86-64.so.2']),
  [`${GNU}/libm.so.6`]: lib('libm.so.6', ['libc.so.6']),
  [`${GNU}/libdl.so.2`]: lib('libdl.so.2', ['libc.so.6']),
  [`${GNU}/librt.so.1`]: lib('librt.so.1', ['libc.so.6']),
  [`${GNU}/libpthread.so.0`]: lib('libpthread.so.0', ['libc.so.6']),
  [`${GNU}/libgcc_s.so.1`]: lib('libgcc_s.so.1', ['libc.so.6']),
  [`${GNU}/libstdc++.so.6`]: lib('libstdc++.so.6', ['libm.so.6', 'libc.so.6', 'libgcc_s.so.1']),
};

const ICU: Tree = {
  [`${GNU}/libicudata.so.72`]: lib('libicudata.so.72'),
  [`${GNU}/libicuuc.so.72`]: lib('libicuuc.so.72', ['libicudata.so.72', 'libstdc++.so.6', 'libc.so.6']),
  [`${GNU}/libicui18n.so.72`]: lib('libicui18n.so.72', ['libicuuc.so.72', 'libstdc++.so.6', 'libc.so.6']),
};

/** Microsoft.NETCore.App 8.0.11 as its image lays it out. */
const RUNTIME: Tree = {
  'usr/bin/dotnet': link('/usr/share/dotnet/dotnet'),
  'usr/share/dotnet/dotnet': { is: 'elf', machine: 'x86_64', interpreter: GLIBC_LOADER, needed: GLIBC_NEEDED },
  'usr/share/dotnet/host/fxr/8.0.11/libhostfxr.so': lib('libhostfxr.so', GLIBC_NEEDED),
  'usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.11/libhostpolicy.so': lib('libhostpolicy.so', GLIBC_NEEDED),
  'usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.11/libcoreclr.so': lib('libcoreclr.so', GLIBC_NEEDED),
  'usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.11/System.Private.CoreLib.dll': text('MZ'),
  'usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.11/Microsoft.NETCore.App.deps.json': json({
    runtimeTarget: { name: '.NETCoreApp,Version=v8.0/linux-x64' },
  }),
};

const ASPNET: Tree = {
  'usr/share/dotnet/shared/Microsoft.AspNetCore.App/8.0.11/Microsoft.AspNetCore.dll': text('MZ'),
  'usr/share/dotnet/shared/Microsoft.AspNetCore.App/8.0.11/Microsoft.AspNetCore.App.deps.json': json({
    runtimeTarget: { name: '.NETCoreApp,Version=v8.0' },
  }),
};

const shop = (runtimeOptions: object): Tree => ({
  'app/Shop.dll': text('MZ'),
  'app/Shop.deps.json': json({ runtimeTarget: { name: '.NETCoreApp,Version=v8.0' } }),
  'app/Shop.runtimeconfig.json': json({ runtimeOptions }),
});

const asks = (name: string, version: string) => ({ framework: { name, version } });
const CONFIG: HeldTree['config'] = { entrypoint: ['dotnet', 'Shop.dll'], workingDir: '/app', env: ['PATH=/usr/bin'] };

const ALPINE: Tree = {
  'etc/os-release': text('ID=alpine\nVERSION_ID=3.20.3\n'),
  'etc/alpine-release': text('3.20.3\n'),
  'lib/ld-musl-x86_64.so.1': lib('libc.musl-x86_64.so.1'),
  'lib/libc.musl-x86_64.so.1': link('ld-musl-x86_64.so.1'),
  'usr/lib/libgcc_s.so.1': lib('libgcc_s.so.1', ['libc.musl-x86_64.so.1']),
  'usr/lib/libstdc++.so.6': lib('libstdc++.so.6', ['libgcc_s.so.1', 'libc.musl-x86_64.so.1']),
};

/** A self-contained publish for one runtime identifier. */
const selfContained = (interpreter: string, needed: readonly string[]): Tree => ({
  'app/shop': { is: 'elf', machine: 'x86_64', interpreter, needed },
  'app/libhostfxr.so': lib('libhostfxr.so', needed),
  'app/libhostpolicy.so': lib('libhostpolicy.so', needed),
  'app/libcoreclr.so': lib('libcoreclr.so', needed),
  'app/System.Private.CoreLib.dll': text('MZ'),
  'app/shop.dll': text('MZ'),
  'app/shop.deps.json': json({ runtimeTarget: { name: '.NETCoreApp,Version=v8.0' } }),
  'app/shop.runtimeconfig.json': json({
    runtimeOptions: { includedFrameworks: [{ name: 'Microsoft.NETCore.App', version: '8.0.11' }] },
  }),
});
const ON_ALPINE: HeldTree['config'] = {
  entrypoint: ['/app/shop'],
  env: ['PATH=/usr/bin:/bin', 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true'],
};

/** .NET as published, laid out by hand. */
export const DOTNET_TREES: readonly HeldTree[] = [
  {
    id: 'dotnet-framework-version-missing',
    traps: [],
    says: 'The app was published for .NET 9 and only 8.0.11 is there; the default roll-forward stays within a major version.',
    evidence: ['Microsoft.NETCore.App', '9.0.0'],
    verdict: 'broken',
    tree: { ...DEBIAN, ...ICU, ...RUNTIME, ...shop({ tfm: 'net9.0', ...asks('Microsoft.NETCore.App', '9.0.0') }) },
    config: CONFIG,
  },
  {
    id: 'dotnet-framework-version-there',
    traps: [],
    says: 'The app asks for 8.0.0 and gets 8.0.11, the latest patch there.',
    evidence: [],
    verdict: 'works',
    tree: { ...DEBIAN, ...ICU, ...RUNTIME, ...shop({ tfm: 'net8.0', ...asks('Microsoft.NETCore.App', '8.0.0') }) },
    config: CONFIG,
  },
  {
    id: 'dotnet-framework-rolls-forward',
    traps: [],
    says: 'The app asks for 6.0.0 and allows a later major version: 8.0.11 serves.',
    evidence: [],
    verdict: 'works',
    tree: {
      ...DEBIAN,
      ...ICU,
      ...RUNTIME,
      ...shop({ tfm: 'net6.0', rollForward: 'Major', ...asks('Microsoft.NETCore.App', '6.0.0') }),
    },
    config: CONFIG,
  },
  {
    id: 'dotnet-aspnet-framework-missing',
    traps: [],
    says: 'A web app needs Microsoft.AspNetCore.App, and the image is the plain runtime.',
    evidence: ['Microsoft.AspNetCore.App'],
    verdict: 'broken',
    tree: { ...DEBIAN, ...ICU, ...RUNTIME, ...shop({ tfm: 'net8.0', ...asks('Microsoft.AspNetCore.App', '8.0.0') }) },
    config: CONFIG,
  },
  {
    id: 'dotnet-aspnet-framework-there',
    traps: [],
    says: 'The same web app where Microsoft.AspNetCore.App 8.0.11 is there too.',
    evidence: [],
    verdict: 'works',
    tree: {
      ...DEBIAN,
      ...ICU,
      ...RUNTIME,
      ...ASPNET,
      ...shop({ tfm: 'net8.0', ...asks('Microsoft.AspNetCore.App', '8.0.0') }),
    },
    config: CONFIG,
  },
  {
    id: 'dotnet-without-icu',
    traps: [],
    says: 'No libicu is there and the app does not run in invariant mode: the runtime ends at the start.',
    evidence: ['libicu'],
    verdict: 'broken',
    tree: { ...DEBIAN, ...RUNTIME, ...shop({ tfm: 'net8.0', ...asks('Microsoft.NETCore.App', '8.0.0') }) },
    config: CONFIG,
  },
  {
    id: 'dotnet-invariant-without-icu',
    traps: [],
    says: 'No libicu is there, and the app was published in invariant mode.',
    evidence: [],
    verdict: 'works',
    tree: {
      ...DEBIAN,
      ...RUNTIME,
      ...shop({
        tfm: 'net8.0',
        ...asks('Microsoft.NETCore.App', '8.0.0'),
        configProperties: { 'System.Globalization.Invariant': true },
      }),
    },
    config: CONFIG,
  },
  {
    id: 'dotnet-glibc-publish-on-musl',
    traps: ['T58'],
    says: 'Published for linux-x64 and run on Alpine: the app host names the loader of glibc.',
    evidence: ['ld-linux-x86-64.so.2'],
    verdict: 'broken',
    tree: { ...ALPINE, ...selfContained(GLIBC_LOADER, GLIBC_NEEDED) },
    config: ON_ALPINE,
  },
  {
    id: 'dotnet-musl-publish-on-musl',
    traps: ['T58'],
    says: 'The same app published for linux-musl-x64.',
    evidence: [],
    verdict: 'works',
    tree: { ...ALPINE, ...selfContained(MUSL_LOADER, MUSL_NEEDED) },
    config: ON_ALPINE,
  },
];
