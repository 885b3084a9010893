import { describe, expect, test } from 'vitest';
import type { ImageConfig } from '../../../image/contract.ts';
import { type ElfSpec, makeElf } from '../../../image/random-elf.ts';
import { type MemberSpec, makeView } from '../../../image/random-image.ts';
import { surveyImage } from '../../../image/survey-image.ts';
import { computeClosure } from '../compute-closure.ts';

const LOADER = '/lib64/ld-linux-x86-64.so.2';
const TAG = 'cpython-311-x86_64-linux-gnu';
const SITE = 'usr/local/lib/python3.11/site-packages';
const file = (name: string, content = '', mode = 0o644): MemberSpec => ({ name, content, mode });
const elf = (name: string, spec: ElfSpec = {}): MemberSpec => ({ name, content: makeElf(spec), mode: 0o755 });
const dir = (name: string, mode = 0o755): MemberSpec => ({ name, type: 'dir', mode });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });

/** A Python of its own build: library, tag of its extensions, loader. */
function python(folder: string, version = '3.11', siteText = ''): MemberSpec[] {
  const library = `${folder}/lib/python${version}`;
  return [
    dir('tmp'),
    elf('lib64/ld-linux-x86-64.so.2'),
    elf('lib/x86_64-linux-gnu/libc.so.6', { soname: 'libc.so.6' }),
    elf(`${folder}/bin/python${version}`, { interpreter: LOADER, needed: ['libc.so.6'] }),
    link(`${folder}/bin/python3`, `python${version}`),
    link(`${folder}/bin/python`, 'python3'),
    ...['os', 'site', 'json/__init__', 'encodings/__init__'].map((name) =>
      file(`${library}/${name}.py`, name === 'site' ? siteText : ''),
    ),
    elf(`${library}/lib-dynload/_ssl.cpython-${version.replace('.', '')}-x86_64-linux-gnu.so`, {
      needed: ['libssl.so.3'],
    }),
  ];
}
const slim = python('usr/local');

async function look(members: MemberSpec[], config: Partial<ImageConfig>) {
  const survey = await surveyImage(makeView([members], { workingDir: '/app', ...config }));
  return computeClosure(survey);
}

/** `of code first argument` of the sure findings. */
async function broken(members: MemberSpec[], config: Partial<ImageConfig> = { cmd: ['python', 'main.py'] }) {
  const findings = (await look(members, config)).filter((f) => f.sure);
  return findings.map(({ of, cause: { message } }) => {
    const args = Object.values(message.args as object);
    return `${of} ${message.code.replace(/^closure-(?:python-)?/, '')} ${JSON.stringify(args[0] ?? '').replaceAll('"', '')}`;
  });
}

const app = (text: string) => file('app/main.py', text);

describe('imports of the program', () => {
  test('catches what runs at the start and is nowhere, with file and line', async () => {
    const [finding] = await look([...slim, app('import json\nimport flask\n')], { cmd: ['python', 'main.py'] });
    expect(finding).toMatchObject({
      sure: true,
      of: 'start',
      cause: {
        message: { code: 'closure-python-module-missing', args: { module: 'flask', importedBy: '/app/main.py' } },
        evidence: '/app/main.py:2: import flask',
        cure: { code: 'cure-python-install', args: { module: 'flask' } },
      },
    });
  });

  test.each([
    'try:\n  import x\nexcept ImportError:\n  x = None',
    'if TYPE_CHECKING:\n  import x',
    'with suppress(ImportError):\n  import x',
    'import sys\nsys.exit(0)\nimport x',
    'import winreg, _socket, math',
    'import sys\nsys.modules["x"] = sys\nimport x.y',
    'from json import nothing',
    'import importlib.abc',
  ])('spares `%s`', async (text) => {
    expect(await broken([...slim, app(text)])).toEqual([]);
  });

  test('follows unbroken chains only, through packages, namespaces and relative names', async () => {
    const members = [
      ...slim,
      app('from pkg.sub import thing\nimport ns.mod\n'),
      file('app/pkg/__init__.py', 'from . import a\n'),
      file('app/pkg/a.py', 'from .b import (c)\ntry:\n  from . import guarded\nexcept ImportError: pass'),
      file('app/pkg/b.py', 'import deep_missing'),
      file('app/pkg/guarded.py', 'import never_accused'),
      file('app/pkg/sub.py'),
      file('app/ns/mod.py'),
    ];
    expect(await broken(members)).toEqual(['start module-missing deep_missing']);
    expect(await broken([...members.slice(0, -1)])).toEqual([
      'start module-missing ns',
      'start module-missing deep_missing',
    ]);
  });

  test('a member may be a module, unless the package itself may give the name', async () => {
    const lazy = (init: string) => [
      ...slim,
      app('from pkg import view'),
      file('app/pkg/__init__.py', init),
      file('app/pkg/view.py', 'import missing'),
    ];
    expect(await broken(lazy(''))).toEqual(['start module-missing missing']);
    expect(await broken(lazy('def view(): pass'))).toEqual([]);
    expect(await broken(lazy('from .x import *'))).toEqual(['start module-missing pkg.x']);
    expect(await broken(lazy('def __getattr__(name): pass'))).toEqual([]);
  });

  test('what a function imports is asked for later in own code, and never accused in installed code', async () => {
    const text = 'def f():\n  import x\n';
    expect(await broken([...slim, app(text)])).toEqual(['later module-missing x']);
    const lib = [...slim, app('import lib'), file(`${SITE}/lib/__init__.py`, text)];
    expect(await broken(lib)).toEqual([]);
    expect(await broken([...slim, app('import lib'), file(`${SITE}/lib/__init__.py`, 'import x')])).toEqual([
      'start module-missing x',
    ]);
    const vendored = [...slim, file('app/lib.py', text), dir('app/lib-1.dist-info'), app('import lib')];
    expect(await broken(vendored)).toEqual([]);
  });

  test('where code changes the path, only what lies nowhere in the image is missing', async () => {
    const text = 'import sys\nsys.path.insert(0, "/opt/x")\nimport helper\n';
    expect(await broken([...slim, app(text), file('opt/x/helper.py')])).toEqual([]);
    expect(await broken([...slim, app(text)])).toEqual(['start module-missing helper']);
  });

  test('standard modules are missed only where their file was taken out', async () => {
    expect(await broken([...slim, app('import unittest')])).toEqual(['start standard-missing unittest']);
    const hook = file(`${SITE}/distutils-precedence.pth`, 'import os; os.environ\n');
    expect(await broken([...slim, hook, app('import distutils')])).toEqual([]);
    expect(await broken([...slim.filter((m) => !m.name.includes('encodings')), app('')])).toEqual([
      'start standard-missing encodings',
    ]);
  });

  test('a file of no package cannot import relative to one', async () => {
    const members = [
      ...slim,
      file('app/pkg/main.py', 'from .x import y'),
      file('app/pkg/x.py'),
      file('app/pkg/__init__.py'),
    ];
    expect(await broken(members, { cmd: ['python', 'pkg/main.py'] })).toEqual([
      'start relative-import /app/pkg/main.py',
    ]);
    expect(await broken(members, { cmd: ['python', '-m', 'pkg.main'] })).toEqual([]);
  });
});

describe('where an interpreter looks', () => {
  const flask = (site: string) => file(`${site}/flask/__init__.py`);
  const uses = app('import flask');

  test.each<[string, MemberSpec[], Partial<ImageConfig>]>([
    ['site-packages', [flask(SITE)], {}],
    ['PYTHONPATH', [flask('deps')], { env: ['PATH=/usr/local/bin', 'PYTHONPATH=/nowhere:/deps'] }],
    ['a line of a .pth', [flask('src'), file(`${SITE}/x.pth`, '# c\n/src\n')], {}],
    ['the home of the user', [flask('root/.local/lib/python3.11/site-packages')], {}],
    [
      'the venv of the interpreter that is called',
      [
        file('venv/pyvenv.cfg', 'home = /usr/local/bin\n'),
        link('venv/bin/python', '/usr/local/bin/python'),
        flask('venv/lib/python3.11/site-packages'),
      ],
      { env: ['PATH=/venv/bin:/usr/local/bin'] },
    ],
  ])('finds a module by %s', async (_by, members, config) => {
    expect(await broken([...slim, uses, ...members], { cmd: ['python', 'main.py'], ...config })).toEqual([]);
  });

  test.each<[string, MemberSpec[], Partial<ImageConfig>, string]>([
    ['another minor', [flask('usr/local/lib/python3.12/site-packages')], {}, 'cure-python-same-version'],
    [
      'T10 the home of another user',
      [flask('root/.local/lib/python3.11/site-packages')],
      { user: '1000' },
      'cure-python-home-folder',
    ],
    ['a prefix of the build', [flask('install/lib/python3.11/site-packages')], {}, 'cure-python-path'],
    ['a venv that is not used', [flask('venv/lib/python3.11/site-packages')], {}, 'cure-python-path'],
  ])('says of %s where the module lies', async (_where, members, config, cure) => {
    const [finding] = await look([...slim, uses, ...members], { cmd: ['python', 'main.py'], ...config });
    expect(finding?.cause.message).toMatchObject({
      code: 'closure-python-module-elsewhere',
      args: { folder: `/${members[0]?.name.replace('/flask/__init__.py', '')}` },
    });
    expect(finding?.cause.cure?.code).toBe(cure);
  });

  test('T46 packages of python:slim on a base with the Python of Debian', async () => {
    const distroless = python('usr', '3.11', "packages = 'dist-packages'");
    const [finding] = await look([...distroless, uses, flask(SITE)], { cmd: ['/usr/bin/python3', 'main.py'] });
    expect(finding?.cause.message).toEqual({
      code: 'closure-python-module-elsewhere',
      args: { module: 'flask', importedBy: '/app/main.py', folder: `/${SITE}` },
    });
    const placed = [...distroless, uses, flask('usr/lib/python3/dist-packages')];
    expect(await broken(placed, { cmd: ['/usr/bin/python3', 'main.py'] })).toEqual([]);
    const unread = python('usr');
    expect(
      await broken([...unread, uses, flask('usr/lib/python3.11/site-packages')], {
        cmd: ['/usr/bin/python3', 'main.py'],
      }),
    ).toEqual([]);
  });

  test('concludes nothing where an archive or an editable finder may have it, or its library is of no known place', async () => {
    expect(await broken([...slim, uses, file('usr/local/lib/python311.zip', 'PK')])).toEqual([]);
    expect(await broken([...slim, uses, file(`${SITE}/__editable___x_finder.pth`, 'import x; x.install()')])).toEqual(
      [],
    );
    expect(await broken([elf('usr/bin/python3'), uses], { cmd: ['/usr/bin/python3', 'main.py'] })).toEqual([]);
  });

  test('an interpreter without its library', async () => {
    const bare = slim.filter(({ name }) => !name.includes('lib/python3.11/'));
    expect(await broken([...bare, app('')])).toEqual(['start library-missing /usr/local/bin/python']);
  });
});

describe('what is run', () => {
  test('a console script without its package', async () => {
    const script = file(
      'usr/local/bin/uvicorn',
      '#!/usr/local/bin/python3.11\nfrom uvicorn.main import main\nmain()',
      0o755,
    );
    const config = { cmd: ['uvicorn', 'main:app', '--host', '0.0.0.0'] };
    expect(await broken([...slim, script, app('')], config)).toEqual(['start module-missing uvicorn']);
    const whole = [...slim, script, file(`${SITE}/uvicorn/__init__.py`), file(`${SITE}/uvicorn/main.py`)];
    expect(await broken([...whole, app('')], config)).toEqual([]);
    expect(await broken([...whole, app('import missing')], config)).toEqual(['start module-missing missing']);
    expect(await broken(whole, config)).toEqual(['start target-missing uvicorn']);
    expect(
      await broken([...whole, file('app/src/main.py')], { cmd: ['uvicorn', '--app-dir', 'src', 'main:app'] }),
    ).toEqual([]);
    expect(await broken(whole, { cmd: ['uvicorn', '$APP'] })).toEqual([]);
  });

  test.each([
    [['python', '-m', 'gunicorn', '-b', '0.0.0.0:80', 'main:app']],
    [['python', '-m', 'gunicorn', '-k', 'uvicorn.workers.W', 'main']],
    [['python', '-m', 'celery', '-A', 'main', 'worker']],
    [['python', '-m', 'flask', '--app', 'main', 'run']],
    [['python', '-m', 'flask', '--app=main.py', 'run']],
  ])('%j loads what it is told', async (cmd) => {
    const tools = ['gunicorn', 'celery', 'flask', 'uvicorn'].flatMap((name) => [
      file(`${SITE}/${name}/__init__.py`),
      file(`${SITE}/${name}/__main__.py`),
      file(`${SITE}/${name}/workers.py`),
    ]);
    expect(await broken([...slim, ...tools, app('')], { cmd })).toEqual([]);
    expect(await broken([...slim, ...tools, app('import missing')], { cmd })).toEqual(['start module-missing missing']);
    expect(await broken([...slim, ...tools], { cmd })).toEqual([`start target-missing ${cmd[2]}`]);
  });

  test('-m, -c, a folder', async () => {
    const package_ = [
      ...slim,
      file('app/pkg/__init__.py'),
      file('app/pkg/run.py', 'from . import x'),
      file('app/pkg/x.py'),
    ];
    expect(await broken(package_, { cmd: ['python', '-um', 'pkg.run'] })).toEqual([]);
    expect(await broken(package_, { cmd: ['python', '-m', 'pkg'] })).toEqual(['start no-main /app/pkg']);
    expect(await broken(package_, { cmd: ['python', '-m', 'other'] })).toEqual(['start target-missing -m other']);
    expect(await broken(package_, { cmd: ['python', '-c', 'import pkg.x, other'] })).toEqual([
      'start module-missing other',
    ]);
    expect(await broken(package_, { cmd: ['python', 'pkg'] })).toEqual(['start no-main /app/pkg']);
    expect(await broken(package_, { cmd: ['python', '-I', '-m', 'pkg.run'] })).toEqual([
      'start target-missing -m pkg.run',
    ]);
    expect(await broken(package_, { cmd: ['python', '--version'] })).toEqual([]);
  });
});

describe('extension modules', () => {
  const cv2 = [
    file(
      `${SITE}/cv2/__init__.py`,
      'import importlib\ndef bootstrap():\n  import sys\n  importlib.import_module("cv2")\nbootstrap()',
    ),
    elf(`${SITE}/cv2/cv2.abi3.so`, { needed: ['libGL.so.1', 'libc.so.6'] }),
  ];

  test('T82 a library that an extension needs, with its cure', async () => {
    const [finding] = await look([...slim, ...cv2, app('import cv2')], { cmd: ['python', 'main.py'] });
    expect(finding).toMatchObject({
      sure: true,
      of: 'start',
      cause: {
        message: {
          code: 'closure-library-missing',
          args: { library: 'libGL.so.1', neededBy: `/${SITE}/cv2/cv2.abi3.so` },
        },
        cure: { code: 'cure-headless-opencv' },
      },
    });
    expect(await broken([...slim, ...cv2, app('try:\n  import cv2\nexcept ImportError: pass')])).toEqual([]);
    expect(await broken([...slim, ...cv2, app('def f():\n  import cv2')])).toEqual([
      'later library-missing libGL.so.1',
    ]);
    expect(await broken([...slim, ...cv2, elf('usr/lib/libGL.so.1'), app('import cv2')])).toEqual([]);
    const brought = elf(`${SITE}/cv2.libs/libGL.so.1`);
    expect(await broken([...slim, ...cv2, brought, app('import cv2')])).toEqual([]);
  });

  test('one for another libc, version or machine is no module', async () => {
    const fast = (tag: string) => [...slim, app('import fast'), elf(`${SITE}/fast.${tag}.so`)];
    expect(await broken(fast(TAG))).toEqual([]);
    expect(await broken(fast('abi3'))).toEqual([]);
    expect(await broken(fast('cpython-312-x86_64-linux-gnu'))).toEqual(['start extension-unfit fast']);
    expect(await broken(fast('cpython-311-x86_64-linux-musl'))).toEqual(['start extension-unfit fast']);
  });

  test('bytecode counts beside its source alone', async () => {
    expect(await broken([...slim, app('import a'), file('app/a.pyc')])).toEqual([]);
    expect(await broken([...slim, app('import a'), file('app/__pycache__/a.cpython-311.pyc')])).toEqual([
      'start module-missing a',
    ]);
  });
});

describe('requirements', () => {
  const text =
    'numpy==1.24\npandas>=2 ; python_version >= "3.8"\nopencv-python\nwinthing; sys_platform == "win32"\n# note\n';
  const asked = file('app/requirements.txt', text);

  test('T70 only the scripts were copied: all that is declared is missing', async () => {
    const [finding] = await look([...slim, asked, app("print('Hello World')")], { cmd: ['python', 'main.py'] });
    expect(finding).toMatchObject({
      sure: true,
      of: 'later',
      cause: {
        message: {
          code: 'closure-python-requirements-missing',
          args: { missing: ['numpy', 'pandas', 'opencv-python'], declared: 3 },
        },
      },
    });
  });

  test('spares what is installed by any name, and only notes a part', async () => {
    const installed = [
      dir(`${SITE}/numpy-1.24.0.dist-info`),
      dir(`${SITE}/Pandas-2.0-py3.11.egg-info`),
      dir(`${SITE}/cv2`),
    ];
    const whole = await look([...slim, asked, app(''), ...installed], { cmd: ['python', 'main.py'] });
    expect(whole.map(({ cause }) => cause.message.code)).toEqual(['closure-no-ca-bundle']);
    const [note] = await look([...slim, asked, app(''), ...installed.slice(1)], { cmd: ['python', 'main.py'] });
    expect(note).toMatchObject({ sure: false, cause: { message: { args: { missing: ['numpy'] } } } });
  });
});
