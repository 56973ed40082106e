import { describe, expect, test } from 'vitest';
import { parameterNames, replaceParameters, structureOf } from '../../src/sql/index.ts';

const QUERY = `SELECT '$not' AS a, "$nor" AS b, $days, $hours -- $comment
/* $block '$x' */ WHERE x = $days AND y = 'it''s $not'`;

describe('named parameters', () => {
  test('are found outside quotes and comments, once each, in order', () => {
    expect(parameterNames(QUERY)).toEqual(['days', 'hours']);
  });

  test('become numbers, the same name the same number', () => {
    expect(replaceParameters('a = $x AND b = $y AND c = $x', (_, number) => `$${number}`)).toBe(
      'a = $1 AND b = $2 AND c = $1',
    );
    expect(replaceParameters(QUERY, () => '?')).toBe(`SELECT '$not' AS a, "$nor" AS b, ?, ? -- $comment
/* $block '$x' */ WHERE x = ? AND y = 'it''s $not'`);
  });

  test('the structure holds neither quoted text nor comments', () => {
    expect(structureOf(`SELECT 'a::b' -- x::y\n, c::int`)).toBe(`SELECT ''  \n, c::int`);
  });
});
