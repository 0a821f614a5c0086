import { z } from 'zod';

/** Returns the schema of a record's `format` member, which names the kind of record and its version. */
export const formatSchema = <const Name extends string>(name: Name): z.ZodLiteral<Name> =>
  z.literal(name).describe('the kind of this record and, after the slash, the version of its format');
