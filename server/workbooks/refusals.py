"""What is refused of a whole file, and what can be wrong with a cell: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Invalid, Meaning, Meanings, TooLarge

OF_FILES: Final[Meanings] = {
    "workbook_kind": Meaning(Invalid, "这不是 .xlsx、.xls 或 .csv 文件。", "This is no .xlsx, .xls or .csv file."),
    "workbook_broken": Meaning(
        Invalid, "文件已损坏，或不是它所称的格式。", "The file is damaged, or not of the format that it claims."
    ),
    "workbook_macros": Meaning(
        Invalid, "文件含有宏，不予接收；请另存为 .xlsx。", "The file holds macros; save it as .xlsx without them."
    ),
    "workbook_password": Meaning(
        Invalid, "文件设有密码，请取消密码后再上传。", "The file has a password; remove it and upload the file again."
    ),
    "workbook_encoding": Meaning(
        Invalid,
        "CSV 文件的编码既不是 UTF-8，也不是 GB18030。",
        "The CSV is encoded neither in UTF-8 nor in GB18030.",
    ),
    "workbook_large": Meaning(
        TooLarge, "文件展开后过大，无法读取。", "The file is too large once it is unpacked, and was not read."
    ),
    "workbook_rows": Meaning(
        TooLarge, "行数过多：一次最多 {most} 行，请分成几个文件。", "Too many rows: {most} at once; divide the file."
    ),
    "workbook_columns": Meaning(TooLarge, "列数过多：最多 {most} 列。", "Too many columns: {most} at most."),
}
OF_CELLS: Final[Meanings] = {
    "header_missing": Meaning(
        Invalid,
        "前 {most} 行里没有找到表头，应有的列：{names}。",
        "There is no header in the first {most} rows; its columns are: {names}.",
    ),
    "column_missing": Meaning(Invalid, "缺少列“{name}”。", "The column “{name}” is missing."),
    "column_unknown": Meaning(Invalid, "不认识列“{name}”。", "The column “{name}” is not known."),
    "column_twice": Meaning(Invalid, "列“{name}”出现了两次。", "The column “{name}” stands there twice."),
    "rows_missing": Meaning(Invalid, "表头下面没有内容。", "There is no row below the header."),
    "cell_required": Meaning(Invalid, "必填，不能为空。", "This is required and is empty."),
    "cell_long": Meaning(Invalid, "文字过长：最多 {most} 个字。", "The text is too long: {most} characters at most."),
    "cell_signs": Meaning(
        Invalid, "含有看不见的字符，请删除后重新输入。", "It holds invisible characters; type it again."
    ),
    "cell_formula": Meaning(
        Invalid, "是公式，请粘贴为数值。", "It is a formula, which is not computed; paste it as a value."
    ),
    "cell_error": Meaning(Invalid, "是错误值（如 #N/A）。", "It is an error value such as #N/A."),
    "cell_merged": Meaning(Invalid, "是合并单元格，请取消合并并逐格填写。", "It is merged; fill each cell by itself."),
    "cell_text": Meaning(Invalid, "应为文字。", "It must be text."),
    "cell_code": Meaning(
        Invalid,
        "应为代码：字母、数字、短横线、点和下划线。",
        "It must be a code: letters, digits, hyphens, points, underscores.",
    ),
    "cell_telephone": Meaning(
        Invalid, "应为电话：只有数字和短横线。", "It must be a telephone: digits and hyphens alone."
    ),
    "cell_digits": Meaning(
        Invalid,
        "是超过 15 位的数字，表格只保留前 15 位；请设为文本格式后重新填写。",
        "It is a number of more than 15 digits, of which a sheet keeps 15; make the cell text and type it again.",
    ),
    "cell_zero": Meaning(
        Invalid,
        "是数字，开头的 0 可能已丢失；请设为文本格式后重新填写。",
        "It is a number and may have lost a leading 0; make the cell text and type it again.",
    ),
    "cell_date": Meaning(Invalid, "应为日期，如 2026-12-10。", "It must be a date such as 2026-12-10."),
    "cell_time": Meaning(Invalid, "应为时间，如 08:30。", "It must be a time of day such as 08:30."),
    "cell_whole": Meaning(
        Invalid, "应为 {lowest} 至 {highest} 的整数。", "It must be a whole number from {lowest} to {highest}."
    ),
    "cell_choice": Meaning(Invalid, "应为其中之一：{choices_zh}。", "It must be one of: {choices_en}."),
}
REFUSALS: Final[Meanings] = {**OF_FILES, **OF_CELLS}
