/**
 * The bases the examples are built on: how each stand-in is made, how it is tried, and what the official image weighs.
 * Official figures are MB (10^6) unpacked; `about` = read from secondary sources or remembered, else from the image's own listing.
 */
export const BASES = [
  {
    name: 'debian:bookworm',
    from: 'bootstrap',
    officialMB: 117,
    about: false,
    examples: false,
    tries: ['apt-get --version >/dev/null && test ! -e /usr/share/doc/nothing'],
  },
  {
    name: 'debian:bookworm-slim',
    from: 'bootstrap',
    officialMB: 74.8,
    about: false,
    examples: false,
    tries: ['apt-get --version >/dev/null && test -z "$(ls /usr/share/man 2>/dev/null)"'],
  },
  {
    name: 'buildpack-deps:bookworm-curl',
    from: 'curl',
    officialMB: 143,
    about: true,
    tries: ['curl --version >/dev/null'],
  },
  {
    name: 'buildpack-deps:bookworm-scm',
    from: 'scm',
    officialMB: 330,
    about: true,
    tries: ['git --version >/dev/null'],
  },
  { name: 'buildpack-deps:bookworm', from: 'full', officialMB: 880, about: true, tries: ['gcc --version >/dev/null'] },
  {
    name: 'python:3.11',
    from: 'python',
    officialMB: 1010,
    about: true,
    examples: true,
    tries: ['PYTHON', 'EXTENSION'],
  },
  { name: 'python:3.11-slim', from: 'python-slim', officialMB: 125, about: true, examples: true, tries: ['PYTHON'] },
  { name: 'golang:1.24', from: 'golang', officialMB: 870, about: true, examples: true, tries: ['GO'] },
];

/** Names of the trials above that are too long to stand in the table. */
export const TRIALS = {
  PYTHON: `python -c 'import ssl, sqlite3, ctypes, zlib, bz2, lzma, readline, venv, distutils, sys, sysconfig
assert sys.prefix == "/usr/local", sys.prefix
assert sysconfig.get_default_scheme() == "posix_prefix", sysconfig.get_default_scheme()
assert sysconfig.get_path("purelib") == "/usr/local/lib/python3.11/site-packages"
assert "/usr/local/lib/python3.11/site-packages" in sys.path and not any("dist-packages" in p for p in sys.path), sys.path
assert ssl.create_default_context().cert_store_stats()["x509_ca"] > 0'
pip --version | grep -q site-packages/pip && python -m venv /tmp/v && /tmp/v/bin/pip --version | grep -q /tmp/v/`,
  EXTENSION: `cd /tmp && printf '#include <Python.h>\\nstatic struct PyModuleDef d={PyModuleDef_HEAD_INIT,"tiny",0,-1,0};PyMODINIT_FUNC PyInit_tiny(void){return PyModule_Create(&d);}' > tiny.c
printf 'from setuptools import setup, Extension\\nsetup(name="tiny", version="1", ext_modules=[Extension("tiny", ["tiny.c"])])' > setup.py
python setup.py -q build_ext --inplace >/dev/null 2>&1 && python -c 'import tiny'
printf '#include <Python.h>\\nint main(void){Py_Initialize();return PyRun_SimpleString("import json");}' > host.c
cc host.c $(python3-config --cflags --embed) $(python3-config --ldflags --embed) -o host 2>/dev/null && ./host`,
  GO: `go version | grep -q go1.24 && mkdir /tmp/h && cd /tmp/h && go mod init hello 2>/dev/null
printf 'package main\\nimport ("fmt"; "os/user")\\nfunc main(){ u,_ := user.Current(); fmt.Println("hello", u.Uid) }' > main.go
CGO_ENABLED=1 go build -o h . && ./h | grep -q "hello 0"`,
};

/** @returns {string} the name a stand-in carries: never the official one */
export function standInName(name) {
  return `standin-${name}`;
}
