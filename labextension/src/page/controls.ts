export {
  CheckboxModel,
  CheckboxStyleModel,
  CheckboxView
} from '@jupyter-widgets/controls/lib/widget_bool';
export {
  BoxModel,
  BoxView,
  HBoxModel,
  HBoxView,
  VBoxModel,
  VBoxView
} from '@jupyter-widgets/controls/lib/widget_box';
import { DescriptionStyleModel } from '@jupyter-widgets/controls/lib/widget_description';
export {
  DropdownModel,
  DropdownView,
  SelectionSliderModel,
  SelectionSliderView,
  ToggleButtonsModel,
  ToggleButtonsStyleModel,
  ToggleButtonsView
} from '@jupyter-widgets/controls/lib/widget_selection';
export {
  HTMLModel,
  HTMLStyleModel,
  HTMLView,
  LabelModel,
  LabelStyleModel,
  LabelView
} from '@jupyter-widgets/controls/lib/widget_string';

export { DescriptionStyleModel };

/** The style of a slider; the one of ipywidgets stands in a file with all the numeric widgets. */
export class SliderStyleModel extends DescriptionStyleModel {
  override defaults(): Record<string, unknown> {
    return { ...super.defaults(), _model_name: 'SliderStyleModel' };
  }

  static override styleProperties = {
    ...DescriptionStyleModel.styleProperties,
    handle_color: {
      selector: '.noUi-handle',
      attribute: 'background-color',
      default: null
    }
  };
}
