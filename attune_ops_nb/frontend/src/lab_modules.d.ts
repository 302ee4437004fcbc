/** The little we use of JupyterLab modules whose type packages we do not install. */

declare module "@jupyterlab/filebrowser" {
  import type { Token } from "@lumino/coreutils";

  export interface IFileBrowserFactory {
    readonly tracker: {
      readonly currentWidget: { selectedItems(): Iterable<{ readonly path: string }> } | null;
    };
  }
  /** Absent in front ends without a file browser. */
  export const IFileBrowserFactory: Token<IFileBrowserFactory> | undefined;
}

declare module "@jupyterlab/launcher" {
  import type { Token } from "@lumino/coreutils";

  export interface ILauncher {
    add(item: { readonly command: string; readonly category?: string; readonly rank?: number; readonly args?: object }): unknown;
  }
  /** Absent in front ends without a launcher. */
  export const ILauncher: Token<ILauncher> | undefined;
}
