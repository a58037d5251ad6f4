// From Unicode's security data 15.0 (UTS #39, confusables.txt), asked of ICU 72 (`uspoof_getSkeleton`) code point by
// code point: those left after NFKC, lower case and NFKD without marks whose look, or whose capital's look, is ASCII.
// Added by their names: small capitals, lettered emoji, the stops and dashes of input methods and word processors, and
// what data of looks cannot know: σ is what NFKC makes of a lunate sigma, which is a c; լ is a small Լ. `ß` is left out:
// it is a letter, not a look. In a look, 1 is written l, 0 o and m rn. Unicode's licence is in THIRD-PARTY-NOTICES.txt.
// A row: the look, and the code points (hexadecimal) that have it. A code point with two looks (ν, and Ν) stands twice.
const rows = `
' 2b9 2bb 2bc 2bd 2be 2c8 2ca 2cb 2f4 55a 55d 5d9 5f3 7f4 7f5 144a 16cc 2018 2019 201b 2032 2035 a78c
'' 2ba 2ee 2f6 5f2 5f4 1cd3 201c 201d 201f 3003
+ 16ed 2214 2795 2a22 2a23 2a24 2a25 2a26 1029b
+2 2a27
- 2d7 6d4 2010 2012 2013 2014 2015 2043 2212 2238 2500 2796 2a29 2a2a 2cbb 2e1a 30fc
-. a4fe
. 660 6f0 701 702 3002 a4f8 a60e 10a50
.. a4fa
2 1a8 1bb 3e9 14bf a645 a6ef a75b
3 21d 25c 292 437 499 4e1 2ccd a76b 118ca 16f3b 1d206
4 ab9e 118cf
5 118db
6 2cd3 abbe
7 104fa 1d212
8 223 9ea a6a 1031a 1e8cb
9 9ed a67 b68 d6d 2ccb a76f 118cc 118d6
_ 7fa
a 251 3b1 430 15c5 1d00 2376 237a a4ee ab7a 102a0 16f40 1f150 1f170 1f1e6
aa a733
ae e6 4d5
ao a735
ar 1f707
au a737
av a739 a73b
ay a73d
b 180 183 185 253 299 3b2 431 432 44c 463 48d 13fc 1472 1473 15af 15f7 1c80 1c87 a4d0 a7b5 ab9f 10282 102a1 10301
b 1f151 1f171 1f1e7
b' 1488
bl 44b
c a2 23c 3c2 3c3 441 4ab 1c83 1d04 20a1 2ca5 a4da abaf 102a2 10302 1043d 1051c 118e9 118f2 1f152 1f16e 1f172 1f1e8
c 1f74c
c' 188
d f0 111 18c 256 257 501 146f 15de 15ea 1d05 20ab a4d2 a4d3 ab70 abb7 1f153 1f173 1f1e9
d' 1487
dz 2a3
e 247 3b5 435 4bd 4bf 1d07 212e 22ff 2d39 a4f0 ab32 ab7c 10286 118c6 118ce 1f154 1f174 1f1ea
f 192 3dd 584 15b4 1d6e 1e9d a4dd a730 a799 ab35 10287 102a5 10525 118c2 1d213 1f155 1f175 1f1eb
g 18d 1e5 260 261 262 29b 50d 581 13fb 1d83 a4d6 ab90 1f156 1f176 1f1ec
h 127 266 29c 3b7 43d 45b 4a3 4bb 4c8 4ca 570 13fa 157c 2c68 2c8f a4e7 a695 ab8b ab92 102cf 1f157 1f177 1f1ed
i 131 268 269 26a 3b9 456 4cf 1d7b 1d7c 2373 2378 2c93 a647 ab75 118c3 1f158 1f178 1f1ee
j 249 29d 3f3 458 148d 1d0a a4d9 ab7b 1f159 1f179 1f1ef
k 199 3ba 43a 49b 49f 16d5 1d0b 20ad 2c6a 2c95 a4d7 a741 abb6 10518 1f15a 1f17a 1f1f0
l 131 142 19a 1c0 268 269 26b 26d 29f 3b9 456 4cf 56c 5c0 5d5 5df 627 661 673 6f1 7ca 14aa 16c1 1d0c 2223 23fd 2502
l 2c93 2cd1 2d4f a4e1 a4f2 abae 1028a 10309 10320 10443 10526 118c3 118d2 16f16 16f28 1d22a 1df04 1e8c7 1f15b 1f17b
l 1f1f1
l' 5f1
ll 1c1 5f0 2016 2225 10199
lls 10198
lo 44e 23e8
ls 2aa
lt 20b6
lz 2ab
n 19e 272 273 274 3b7 3bd 578 57c 1d70 2c9b a4e0 1018e 10513 1f15d 1f17d 1f1f3
o f8 275 3b8 3bf 3c2 3c3 43e 473 4e9 585 5e1 647 665 6be 6c1 6d5 6f5 6ff 7c0 966 9e6 a66 ae6 b20 b66 be6 c66 ce6 d20
o d66 e50 ed0 1010 101d 1040 10ff 12d0 1c82 1d0f 1d11 2296 229d 236c 2c9f 2d31 2d41 2d54 3007 a4f3 a74b ab3d ab3e ab74
o ab8e abbb 10292 102ab 1042c 104ea 10516 114d0 118c8 118d5 118d7 118e0 1d21a 1f15e 1f17e 1f1f4 1f714
oe 153
oo 221e a699 a74f
p 1a5 3c1 440 146d 1d18 1d7d 2374 2ca3 a4d1 abb2 10295 1f15f 1f17f 1f1f5
p' 1486
q 2a0 51b 563 566 2d55 a7af 1f160 1f180 1f1f6
qe 1f700
r 24d 27c 27d 280 433 493 1587 1d26 1d72 2c85 a4e3 ab46 ab47 ab48 ab71 ab81 aba2 104dc 16f35 1d216 1f161 1f181 1f1f7
r' 491
rn 271 3bc 3fb 43c 4ce 15f0 16d6 1d0d 1d6f 20a5 2c99 a4df ab87 102b0 10311 11700 118e3 1f15c 1f17c 1f1f2
rnb 1f76b
s 1bd 282 455 57f 1d74 a4e2 a731 aba5 abaa 10296 10448 118c1 16f3a 1f162 1f182 1f1f8
sss 1f75c
t 167 1ad 288 3c4 442 4ad 1c84 1c85 1d1b 1d75 20ae 22a4 2361 27d9 2c66 2ca7 a4d4 ab72 10297 102b1 10315 16f0a 1f163
t 1f183 1f1f9 1f768
t3 a729
tf a777
ts 2a6
u 289 28b 3c5 57d 1200 144c 1d1c 1d7e 222a 22c3 a4f4 a79f ab4e ab52 ab9c 104f6 118d8 16f42 1f164 1f184 1f1fa
u' 1467
ue 1d6b
uo ab63
v 3bd 475 5d8 667 6f7 142f 1d20 2228 22c1 2d38 a4e6 a6df aba9 10197 1051d 11706 118c0 16f08 1d20d 1f165 1f185 1f1fb
v 1f708
vb 1f76c
w 26f 461 47d 51d 561 1d21 20a9 a4ea a761 ab83 aba4 114c5 1170a 1170e 1170f 118e6 118ef 1f166 1f186 1f1fc
x d7 3c7 445 4b3 1541 157d 166d 166e 16b7 2573 292b 292c 2a2f 2a30 2cad 2d5d a4eb ab53 10196 10290 102b4 10317 10322
x 10527 118ec 1f167 1f187 1f1fd
y a5 1b4 24f 263 28f 3b3 3c5 443 4af 4b1 10e7 1d8c 1eff 2ca9 a4ec ab5a ab79 ab8d 102b2 118c4 118dc 16f43 1f168 1f188
y 1f1fe
z 1b6 225 290 3b6 1d22 1d76 a4dc ab93 102f5 118c9 118e5 1f169 1f189 1f1ff
`

/** The ASCII looks of each character that is not ASCII and looks as if it were, in lower case (UTS #39). */
export function looksByCharacter(): ReadonlyMap<string, readonly string[]> {
  const looks = new Map<string, string[]>()
  for (const row of rows.trim().split('\n')) {
    const [look = '', ...points] = row.split(' ')
    for (const point of points) {
      const character = String.fromCodePoint(Number.parseInt(point, 16))
      looks.set(character, [...(looks.get(character) ?? []), look])
    }
  }
  return looks
}
