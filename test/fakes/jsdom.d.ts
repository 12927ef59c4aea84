/** What the tests use of jsdom; its own types would bring every global name of a browser into all files. */
declare module 'jsdom' {
  interface Node {
    readonly tagName: string;
    readonly textContent: string | null;
    readonly open?: boolean;
    readonly disabled?: boolean;
    readonly src?: string;
    readonly alt?: string;
    querySelector(selector: string): Node | null;
    querySelectorAll(selector: string): Iterable<Node> & { readonly length: number };
    hasAttribute(name: string): boolean;
    getAttribute(name: string): string | null;
    dispatchEvent(event: object): boolean;
  }

  interface Window {
    readonly document: Node;
    readonly DOMParser: new () => { parseFromString(text: string, type: string): { documentElement: Node } };
    readonly HTMLElement: { prototype: object };
    readonly Event: new (name: string, options: { bubbles: boolean }) => object;
    readonly MouseEvent: new (name: string, options: { bubbles: boolean }) => object;
  }

  export class VirtualConsole {
    on(event: 'jsdomError', listener: (error: Error) => void): this;
  }

  export class JSDOM {
    constructor(html: string, options?: object);
    readonly window: Window;
  }
}
