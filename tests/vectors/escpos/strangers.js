// How the two streams of this folder were made; needed only to make them again:
//   npm install receiptline@4.0.4 @point-of-sale/receipt-printer-encoder@4.0.1 && node strangers.js
// They are ESC/POS as written by two encoders that know nothing of this project (Apache-2.0, MIT).
const fs = require("fs");
const receiptline = require("receiptline");
const Encoder = require("@point-of-sale/receipt-printer-encoder");

const receipt = "{code:https://banshi.example/stranger/1;option:qrcode,6,m}\n|Banshi|1|\n";
const printer = { cpl: 48, encoding: "cp437", command: "generic", cutting: true, gradient: false };
fs.writeFileSync("receiptline.escpos", Buffer.from(receiptline.transform(receipt, printer), "latin1"));

const cell = 6, quiet = 4;
const matrix = receiptline.qrcode.generate({ data: "https://banshi.example/stranger/2", type: "qrcode", cell: 1, level: "m" });
const size = Math.ceil(((matrix.length + 2 * quiet) * cell) / 8) * 8;
const picture = { width: size, height: size, data: new Uint8ClampedArray(4 * size * size).fill(255) };
matrix.forEach((row, y) => row.forEach((dark, x) => {
    for (let i = 0; dark && i < cell * cell; i++) {
        const at = ((y + quiet) * cell + Math.floor(i / cell)) * size + (x + quiet) * cell + (i % cell);
        picture.data.fill(0, 4 * at, 4 * at + 3);
    }
}));
const encoder = new Encoder({ language: "esc-pos", imageMode: "raster", width: 48, feedBeforeCut: 4 });
const bytes = encoder.initialize().line("Banshi").image(picture, size, size, "threshold").cut("partial").encode();
fs.writeFileSync("point-of-sale.escpos", Buffer.from(bytes));
