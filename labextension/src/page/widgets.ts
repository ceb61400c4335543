import {
  DOMWidgetModel,
  DOMWidgetView,
  IClassicComm,
  LayoutModel,
  LayoutView,
  StyleModel,
  StyleView,
  WidgetModel,
  WidgetView
} from '@jupyter-widgets/base';
import { ManagerBase } from '@jupyter-widgets/base-manager/lib/manager-base';
import anywidget from 'anywidget';
import * as controls from './controls';

type Classes = Readonly<Record<string, unknown>>;

const MODULES: Record<string, Classes> = {
  '@jupyter-widgets/base': {
    DOMWidgetModel,
    DOMWidgetView,
    LayoutModel,
    LayoutView,
    StyleModel,
    StyleView
  },
  '@jupyter-widgets/controls': controls,
  anywidget: anywidget({ DOMWidgetModel, DOMWidgetView })
};

/** The widgets of a page without a kernel: only those that a dashboard is made of. */
export class PageWidgets extends ManagerBase {
  protected override loadClass(
    className: string,
    moduleName: string
  ): Promise<typeof WidgetModel | typeof WidgetView> {
    const found = MODULES[moduleName]?.[className];
    return found
      ? Promise.resolve(found as typeof WidgetModel | typeof WidgetView)
      : Promise.reject(
          new Error(`this page has no ${moduleName} ${className}`)
        );
  }

  protected override _create_comm(): Promise<IClassicComm> {
    return Promise.reject(new Error('this page has no kernel'));
  }

  protected override _get_comm_info(): Promise<Record<string, never>> {
    return Promise.resolve({});
  }
}
