import * as React from 'react';
import type { Attachment, Frame, Stack } from '../api/api';
import { downloadUrl } from '../api/changing';
import { isTable, mimeOf } from '../content-types';
import { sizeText } from '../sizes';
import { useShell } from './shell';

interface IDownload {
  stack: Stack;
  frame: Frame;
  attachment: Attachment;
}

/** Links to an attachment: as it is stored, and a table in the formats that other programs read. */
export function Download(props: IDownload): JSX.Element {
  const { stack, frame, attachment } = props;
  const { api, trans, language } = useShell();
  const { content_type, content, index } = attachment;
  const type = mimeOf(content_type);
  const address = (format?: 'csv' | 'parquet'): string =>
    downloadUrl(api, stack, frame.id, index, format);
  return (
    <ul className="jp-Dstack-downloads">
      {isTable(type) ? (
        <>
          <li>
            <a href={address('csv')} download>
              {trans.__('CSV')}
            </a>{' '}
            {trans.__('for spreadsheets')}
          </li>
          <li>
            <a href={address('parquet')} download>
              {trans.__('Parquet')}
            </a>{' '}
            {trans.__('with the types of its columns')}
          </li>
        </>
      ) : null}
      <li>
        <a href={address()} download>
          {trans.__('Original')}
        </a>{' '}
        {trans.__(
          'as it is stored: %1',
          [type, sizeText(content.length, language)].join(', ')
        )}
      </li>
    </ul>
  );
}
