const { TestEnvironment } = require('jest-environment-jsdom');

/** A page as jsdom makes it, with what browsers have and jsdom has not. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, {
      ArrayBuffer,
      CSS: { escape: text => text.replace(/[^\w-]/g, found => `\\${found}`) },
      ReadableStream,
      Response,
      DecompressionStream,
      TextDecoder,
      TextEncoder,
      Uint8Array,
      structuredClone,
      matchMedia: () => ({ matches: true, addEventListener() {} }),
      requestIdleCallback: act => setTimeout(act, 0),
      cancelIdleCallback: clearTimeout,
      ResizeObserver: class {
        observe() {}
        unobserve() {}
        disconnect() {}
      }
    });
    // jsdom has a clock that keeps no marks.
    Object.defineProperty(this.global, 'performance', { value: performance });
    Object.assign(this.global.URL, {
      createObjectURL: () => 'blob:nodedata',
      revokeObjectURL: () => undefined
    });
    this.global.Element.prototype.scrollTo = () => undefined;
    this.global.HTMLElement.prototype.showPopover = () => undefined;
    Object.assign(this.global.HTMLDialogElement.prototype, {
      showModal() {
        this.open = true;
      },
      close() {
        this.open = false;
        this.dispatchEvent(new this.ownerDocument.defaultView.Event('close'));
      }
    });
  }
};
