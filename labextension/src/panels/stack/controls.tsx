import * as React from 'react';
import type { IControl } from '../../models/choosing';
import type { ShownStack } from '../../models/stack-page';
import { useShell } from '../shell';

/** By what one chooses among the attachments of the frame; nothing where there is but one. */
export function Controls({ shown }: { shown: ShownStack }): JSX.Element | null {
  const { trans } = useShell();
  const { controls, captions } = shown.choosing;
  if (controls.length === 0 && captions.length === 0) {
    return null;
  }
  return (
    <div
      className="jp-Dstack-controls"
      role="group"
      aria-label={trans.__('Choose what is shown')}
    >
      {controls.map(control => {
        const Kind = KINDS[control.param.kind];
        return (
          <Kind
            key={control.param.name}
            control={control}
            onChoose={label => shown.choose(control.param.name, label)}
          />
        );
      })}
      {captions.map(([name, label]) => (
        <span key={name} className="jp-Dstack-caption" translate="no">
          <b>{name}</b> {label}
        </span>
      ))}
    </div>
  );
}

interface IChooser {
  control: IControl;
  onChoose: (label: string) => void;
}

function Slider({ control, onChoose }: IChooser): JSX.Element {
  const { param, labels, label } = control;
  const id = React.useId();
  return (
    <div className="jp-Dstack-control">
      <label htmlFor={id} translate="no">
        {param.name}
      </label>
      <span className="jp-Dstack-slider">
        <input
          id={id}
          type="range"
          min={0}
          max={Math.max(0, labels.length - 1)}
          step={1}
          value={Math.max(0, labels.indexOf(label))}
          disabled={labels.length < 2}
          aria-valuetext={label}
          onChange={event => onChoose(labels[Number(event.target.value)] ?? '')}
        />
        <output htmlFor={id} aria-hidden="true" translate="no">
          {label}
        </output>
      </span>
    </div>
  );
}

function Toggle({ control, onChoose }: IChooser): JSX.Element {
  const { param, labels, label } = control;
  const id = React.useId();
  return (
    <div className="jp-Dstack-control">
      <span id={id} translate="no">
        {param.name}
      </span>
      <div
        className="jp-Dstack-segments"
        translate="no"
        role="radiogroup"
        aria-labelledby={id}
      >
        {param.labels.map(each => (
          <label key={each} className="jp-Dstack-segment">
            <input
              type="radio"
              name={id}
              checked={each === label}
              disabled={!labels.includes(each)}
              onChange={() => onChoose(each)}
            />
            <span>{each}</span>
          </label>
        ))}
      </div>
    </div>
  );
}

function DropDown({ control, onChoose }: IChooser): JSX.Element {
  const { param, labels, label } = control;
  const id = React.useId();
  const options = React.useMemo(
    () => labels.map(each => <option key={each}>{each}</option>),
    [labels.join('\n')]
  );
  return (
    <div className="jp-Dstack-control">
      <label htmlFor={id} translate="no">
        {param.name}
      </label>
      <select
        translate="no"
        id={id}
        value={label}
        onChange={event => onChoose(event.target.value)}
      >
        {options}
      </select>
    </div>
  );
}

function CheckBox({ control, onChoose }: IChooser): JSX.Element {
  const { param, labels, label } = control;
  return (
    <label className="jp-Dstack-control jp-mod-check" translate="no">
      <input
        type="checkbox"
        checked={label === 'true'}
        disabled={labels.length < 2}
        onChange={event => onChoose(String(event.target.checked))}
      />
      {param.name}
    </label>
  );
}

/** How each kind of control looks; a caption is none. */
const KINDS: Record<
  IControl['param']['kind'],
  (props: IChooser) => JSX.Element
> = {
  slider: Slider,
  toggle: Toggle,
  dropdown: DropDown,
  checkbox: CheckBox,
  caption: () => <></>
};
