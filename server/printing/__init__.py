"""Pages on paper: values enter, a PDF with all its fonts leaves.

``templates`` are ours and the only markup there is; what people wrote enters them as JSON and is never read as markup.
Read ``typesetting`` first; ``fonts`` chooses the font that has Chinese, once, when the first page is asked for.
"""
