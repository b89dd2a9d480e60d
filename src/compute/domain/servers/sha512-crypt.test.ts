import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha512Crypt } from './sha512-crypt.ts';

// Made by OpenSSL's `passwd -6`: lengths on both sides of the digest's 64 bytes.
const made: [length: number, crypted: string][] = [
  [
    1,
    '$6$abcdefghijklmnop$5IETrK7DfmBLCcDDd2uUkHSMDWAJF6Icsj01AxgOg03tQ1u38QhUaKCWDwYi/e/EJYW.XtfPCzI7EG7M7zlvZ.',
  ],
  [
    63,
    '$6$abcdefghijklmnop$7FM/o7n8kZMKEMX8y6cHV/tYWFJ7F1WyCYLXWYspQuqWMEf.4K3UFQ60YiTxUeFwNSPIEcz6QvCWl9SsxKgxO/',
  ],
  [
    64,
    '$6$abcdefghijklmnop$YPPX0lIQZ.OFMV.a1/lquusbpNwXUi6ODeBuQA.2YGZvGvKTxv23cSF/mhiFyhON1KSAULoI0Mp74td/pK.lg.',
  ],
  [
    65,
    '$6$abcdefghijklmnop$11QVwjvmsPagC1QzLt3.iXTNiA/jMC3mzRf8Xfeug9bdJbh0BNBZ.UGaLDQzmg3Epg.I9Qa23o/PVTHGfYOQP1',
  ],
  [
    100,
    '$6$abcdefghijklmnop$ZW3yixa3ExXjp32Kntt.IV2krvDXw.nWdGkqpCo65dluAx.25kaQM.iYywVP3SFVNEaptdOkL99N6Nf98Bmnr/',
  ],
];
for (const [length, crypted] of made) {
  test(`a password of ${length} bytes is hashed as other implementations do`, () => {
    assert.equal(sha512Crypt('a'.repeat(length), 'abcdefghijklmnop'), crypted);
  });
}
