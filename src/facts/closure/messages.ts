export {};

declare module '../../model/message.ts' {
  interface Messages {
    /** Neither ENTRYPOINT nor CMD says what to start. */
    'closure-no-command': Record<string, never>;
    /** The program that is started first is not in the image; `searched` are the folders of PATH, empty for a path. */
    'closure-entry-missing': { program: string; searched: string[] };
    /** Shell form, and the shell is not in the image. */
    'closure-shell-missing': { shell: string };
    'closure-entry-not-executable': { path: string };
    /** Neither program nor script: the kernel answers "exec format error". */
    'closure-entry-not-a-program': { path: string };
    /** The command a shell is to run is not in the image. */
    'closure-command-missing': { program: string };
    /** The file an interpreter is told to run is not in the image. */
    'closure-script-missing': { interpreter: string; script: string };
    /** The ELF file names a loader that is not in the image: the kernel answers "no such file or directory". */
    'closure-loader-missing': { path: string; loader: string };
    'closure-library-missing': { library: string; neededBy: string };
    'closure-architecture-mismatch': { path: string; machine: string; expected: string };
    'closure-shebang-missing': { path: string; interpreter: string };
    /** The first line ends with a carriage return, which becomes part of the interpreter's name. */
    'closure-shebang-carriage-return': { path: string; interpreter: string };
    /** Lines of a script end with carriage returns, which become part of its words. */
    'closure-script-carriage-return': { script: string; line: number };
    'closure-user-unknown': { user: string };
    'closure-group-unknown': { group: string };
    'closure-user-may-not-run': { user: string; path: string; blockedAt: string };
    'closure-user-may-not-read': { user: string; path: string; blockedAt: string };
    /** HEALTHCHECK runs a tool that is not in the image: the container is never healthy. */
    'closure-healthcheck-tool-missing': { tool: string };
    'closure-no-tmp': Record<string, never>;
    /** It lays itself down before it starts, and no temporary folder is there. */
    'closure-no-folder-to-unpack': { path: string };
    'closure-cure-make-tmp': Record<string, never>;
  }
}
