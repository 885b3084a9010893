/**
 * Modules of the standard library that are written in Python and are not built into the interpreter: each is a file of its folder,
 * of every version from 3.6 to 3.14. Source: `sys.stdlib_module_names`, and what "What's New" lists as added and removed.
 */
const IN_PYTHON =
  'aifc argparse ast asynchat asyncio asyncore base64 bdb binhex bisect bz2 cProfile calendar cgi cgitb chunk cmd code codeop ' +
  'collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses ' +
  'datetime dbm decimal difflib dis distutils doctest email encodings enum filecmp fileinput fnmatch formatter fractions ftplib ' +
  'functools getopt getpass gettext glob graphlib gzip hashlib heapq hmac html http imaplib imghdr imp inspect ipaddress json keyword ' +
  'lib2to3 linecache locale logging lzma mailbox mailcap mimetypes modulefinder msilib multiprocessing netrc nntplib nturl2path ' +
  'numbers opcode operator optparse pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib pprint profile pstats pty ' +
  'py_compile pyclbr pydoc pydoc_data queue quopri random re reprlib rlcompleter sched secrets selectors shelve shlex shutil signal ' +
  'smtpd smtplib sndhdr socket socketserver sqlite3 sre_compile sre_constants sre_parse ssl statistics string stringprep struct ' +
  'subprocess sunau symtable sysconfig tabnanny tarfile telnetlib tempfile textwrap threading timeit tkinter token tokenize tomllib ' +
  'trace traceback tracemalloc tty turtle types typing unittest urllib uu uuid venv warnings wave weakref webbrowser wsgiref xdrlib ' +
  'xml xmlrpc zipapp zipfile zoneinfo ';

/** The others: in C, frozen, of other systems, or for tests. Whether an interpreter has them cannot be told from files. */
const OTHERS =
  '__future__ __hello__ __main__ __phello__ _abc _aix_support _android_support _apple_support _ast _asyncio _bisect _blake2 ' +
  '_bootlocale _bootsubprocess _bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections ' +
  '_collections_abc _colorize _compat_pickle _compression _contextvars _crypt _csv _ctypes _curses _curses_panel _datetime _dbm ' +
  '_decimal _dummy_thread _elementtree _frozen_importlib _frozen_importlib_external _functools _gdbm _hashlib _heapq _hmac _imp ' +
  '_interpchannels _interpqueues _interpreters _io _ios_support _json _locale _lsprof _lzma _markupbase _md5 _msi _multibytecodec ' +
  '_multiprocessing _opcode _opcode_metadata _operator _osx_support _overlapped _pickle _posixshmem _posixsubprocess _py_abc ' +
  '_py_warnings _pydecimal _pyio _pyrepl _queue _random _remote_debugging _scproxy _sha1 _sha2 _sha256 _sha3 _sha512 _signal ' +
  '_sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct _suggestions _symtable _sysconfig ' +
  '_sysconfigdata _testbuffer _testcapi _thread _threading_local _tkinter _tokenize _tracemalloc _types _typing _uuid _warnings ' +
  '_weakref _weakrefset _winapi _xxsubinterpreters _zoneinfo _zstd abc annotationlib antigravity array atexit audioop binascii ' +
  'builtins cmath codecs compression dummy_threading ensurepip errno faulthandler fcntl gc genericpath grp idlelib importlib io ' +
  'itertools macpath marshal math mmap msvcrt nis nt ntpath os ossaudiodev parser posix posixpath pwd pyexpat readline resource runpy ' +
  'select site sitecustomize spwd stat symbol sys syslog termios test this time turtledemo unicodedata usercustomize winreg winsound ' +
  'xxlimited xxsubtype zipimport zlib ';

const inPython: ReadonlySet<string> = new Set(IN_PYTHON.trim().split(' '));
const others: ReadonlySet<string> = new Set(OTHERS.trim().split(' '));

/** @returns undefined for a name that no version of the standard library has */
export function findStandard(module: string): 'file' | 'unsure' | undefined {
  if (inPython.has(module)) return 'file';
  return others.has(module) || module.startsWith('_sysconfigdata') ? 'unsure' : undefined;
}
