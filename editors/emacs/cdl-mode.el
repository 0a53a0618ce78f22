;;; cdl-mode.el --- Major mode for CDL, the language of concur -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; CDL describes concurrency scenarios, which concur runs and checks.  This
;; mode colours and indents them, lists their threads, functions and
;; primitives in a menu, runs and checks them by `compile', and tells Eglot
;; of the language server, `concur lsp'.
;;
;;   (add-to-list 'load-path "/path/to/concur/editors/emacs")
;;   (require 'cdl-mode)
;;   (add-hook 'cdl-mode-hook #'cdl-eglot-ensure)
;;
;; Eglot is part of Emacs since 29, and a package before.  All but the
;; language server works without it.

;;; Code:

(require 'cl-lib)
(require 'compile)
(require 'seq)

(defvar eglot-server-programs)
(declare-function eglot-ensure "eglot")

(defgroup cdl nil
  "CDL, a language for concurrency scenarios."
  :group 'languages
  :prefix "cdl-")

(defcustom cdl-program "concur"
  "The program that runs and checks scenarios, by name or path.
It is the language server, too."
  :type 'string)

(defcustom cdl-indent-offset 4
  "Blanks for each level of indentation; `concur fmt' writes four."
  :type 'integer
  :safe #'natnump)

;;; Words

(defconst cdl-keywords
  '("and" "as" "assert" "async" "await" "break" "const" "continue" "elif"
    "else" "except" "expect" "finally" "fn" "for" "if" "import" "in"
    "invariant" "let" "loop" "not" "or" "pass" "print" "raise" "return"
    "shared" "thread" "try" "while" "with" "yield" "True" "False" "None")
  "The reserved words.")

(defconst cdl-soft-keywords
  '("lock" "rlock" "semaphore" "bounded_semaphore" "event" "condition"
    "barrier" "queue" "rwlock" "pool" "atomic" "critical" "daemon" "choose"
    "join" "process" "schedule" "sleep" "task")
  "Words only where a statement begins and a name, block or value follows.")

(defconst cdl-claim-words
  '("output" "always" "possible" "never" "deadlock" "livelock" "race"
    "raises" "overlap")
  "Words only behind `expect'.")

(defconst cdl-builtins
  '("len" "range" "min" "max" "abs" "sum" "sorted" "str" "int" "float" "bool"
    "list" "dict" "enumerate" "zip" "any" "all" "round" "reversed" "repr"
    "divmod" "current_thread" "active_count" "now")
  "The functions that are always there.")

(defconst cdl-exceptions
  '("BaseException" "Exception" "GeneratorExit" "KeyboardInterrupt"
    "SystemExit" "ArithmeticError" "FloatingPointError" "OverflowError"
    "ZeroDivisionError" "AssertionError" "AttributeError" "BufferError"
    "EOFError" "ImportError" "ModuleNotFoundError" "LookupError" "IndexError"
    "KeyError" "MemoryError" "NameError" "UnboundLocalError" "OSError"
    "BlockingIOError" "ChildProcessError" "ConnectionError" "BrokenPipeError"
    "ConnectionAbortedError" "ConnectionRefusedError" "ConnectionResetError"
    "FileExistsError" "FileNotFoundError" "InterruptedError"
    "IsADirectoryError" "NotADirectoryError" "PermissionError"
    "ProcessLookupError" "TimeoutError" "ReferenceError" "RuntimeError"
    "NotImplementedError" "RecursionError" "BrokenBarrierError"
    "BrokenExecutor" "BrokenThreadPool" "StopAsyncIteration" "StopIteration"
    "SyntaxError" "IndentationError" "TabError" "SystemError" "TypeError"
    "ValueError" "UnicodeError" "UnicodeDecodeError" "UnicodeEncodeError"
    "UnicodeTranslateError" "Warning" "BytesWarning" "DeprecationWarning"
    "EncodingWarning" "FutureWarning" "ImportWarning"
    "PendingDeprecationWarning" "ResourceWarning" "RuntimeWarning"
    "SyntaxWarning" "UnicodeWarning" "UserWarning" "CancelledError"
    "InvalidStateError" "Empty" "Full")
  "The types of exceptions that are always there.")

(defconst cdl--constants '("True" "False" "None")
  "Those of `cdl-keywords' that stand for values.")

(defconst cdl--not-primitives
  '("atomic" "critical" "daemon" "choose" "join" "process" "schedule" "sleep"
    "task")
  "Those of `cdl-soft-keywords' that declare no primitive.")

(defconst cdl--primitives
  (seq-difference cdl-soft-keywords cdl--not-primitives)
  "Those of `cdl-soft-keywords' that declare a primitive.")

(defconst cdl--heads
  '("if" "elif" "else" "while" "loop" "for" "with" "try" "except" "finally"
    "fn" "critical")
  "Words that begin a statement whose head a block follows.")

(defconst cdl--clauses '("elif" "else" "except" "finally")
  "Words that go on with the statement of the block before them.")

(defconst cdl--inner-words
  '("and" "as" "async" "await" "else" "for" "if" "import" "in" "not" "or"
    "thread" "True" "False" "None")
  "Those of `cdl-keywords' that may begin a line inside of a statement.")

(defun cdl--words (words)
  "A regexp for any of WORDS, in group 1."
  (concat "\\_<" (regexp-opt words t) "\\_>"))

(defconst cdl--name "[[:alpha:]_][[:alnum:]_]*"
  "A regexp for a name, or a word.")

(defconst cdl--quantified
  "\\_<expect[ \t]+\\(?:\\(?:always\\|possible\\|never\\)[ \t]+\\)"
  "A regexp for the beginning of a claim up to what it is about.")

;;; Syntax

(defun cdl--state (&optional position)
  "Return what is open at POSITION, or at point, as `syntax-ppss' does.
That function moves point; this one does not."
  (save-excursion (syntax-ppss position)))

(defvar cdl-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\' "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?_ "_" table)
    (dolist (sign '(?+ ?- ?* ?/ ?% ?< ?> ?= ?! ?. ?| ?& ?: ?, ?\;))
      (modify-syntax-entry sign "." table))
    table)
  "The syntax table of CDL.")

(defun cdl--fence (start)
  "Make the character at START one that begins and ends a string."
  (put-text-property start (1+ start) 'syntax-table (string-to-syntax "|")))

(defun cdl--plain (start)
  "Make the character at START a sign that means nothing."
  (put-text-property start (1+ start) 'syntax-table (string-to-syntax ".")))

(defun cdl--string-end (limit)
  "Move behind the string that begins at point, but not past LIMIT.
Return how it is: `plain', `nested' if strings stand inside of its
fields, or nil if it does not end."
  (let ((quote (char-after)) (kind 'plain))
    (forward-char)
    (catch 'end
      (while (< (point) limit)
        (let ((char (char-after)))
          (cond
           ((eq char quote) (forward-char) (throw 'end kind))
           ((eq char ?\\) (forward-char (min 2 (- limit (point)))))
           ((and (eq char ?{) (eq (char-after (1+ (point))) ?{))
            (forward-char 2))
           ((eq char ?{)
            (pcase (cdl--field-end limit)
              ('nil (throw 'end nil))
              ('nested (setq kind 'nested))))
           (t (forward-char)))))
      nil)))

(defun cdl--field-end (limit)
  "Move behind the field of a string that begins at point, up to LIMIT.
Return `plain', `nested' if strings stand in it, or nil if it does not end."
  (let ((depth 0) (kind 'plain))
    (catch 'end
      (while (< (point) limit)
        (pcase (char-after)
          ((or ?\( ?\[ ?{) (setq depth (1+ depth)) (forward-char))
          ((or ?\) ?\] ?})
           (setq depth (1- depth))
           (forward-char)
           (when (<= depth 0) (throw 'end kind)))
          ((or ?\" ?\')
           (setq kind 'nested)
           (unless (cdl--string-end limit) (throw 'end nil)))
          (_ (forward-char))))
      nil)))

(defun cdl--in-schedule-p (position)
  "Whether the innermost bracket around POSITION is that of a schedule."
  (save-excursion
    (let ((open (nth 1 (cdl--state position))))
      (and open
           (progn
             (goto-char open)
             (skip-chars-backward " \t")
             (looking-back "\\_<schedule" (line-beginning-position)))))))

(defun cdl-syntax-propertize (start end)
  "Mark between START and END what the syntax table alone gets wrong.
That is: strings with strings in their fields, and those that do not
end on their line; lines of output; and `a#2' in a schedule."
  (goto-char start)
  (while (re-search-forward "[\"'#|]" end t)
    (let* ((at (1- (point))) (state (cdl--state at)))
      (unless (nth 8 state)
        (goto-char at)
        (pcase (char-after)
          (?|
           (cdl--fence at)
           (end-of-line)
           (unless (eobp) (cdl--fence (point))))
          (?#
           (if (and (looking-at "#[0-9]")
                    (not (memq (char-before) '(?\s ?\t ?\n nil)))
                    (cdl--in-schedule-p at))
               (progn
                 (cdl--plain at)
                 (forward-char))
             (end-of-line)))
          (_
           (let* ((line-end (line-end-position))
                  (kind (cdl--string-end line-end)))
             (unless (eq kind 'plain)
               (cdl--fence at)
               (if kind
                   (cdl--fence (1- (point)))
                 (goto-char line-end)
                 (when (eq (char-before) ?\\)
                   (cdl--plain (1- line-end)))
                 (unless (eobp) (cdl--fence line-end)))))))))))

;;; Colours

(defun cdl--statement-start-p (position)
  "Whether a statement can begin at POSITION, where a word begins."
  (save-excursion
    (goto-char position)
    (skip-chars-backward " \t")
    (and (or (bolp) (memq (char-before) '(?\; ?{ ?})))
         (let ((open (nth 1 (cdl--state position))))
           (or (null open) (eq (char-after open) ?{)))
         (not (cdl--in-schedule-p position)))))

(defun cdl--followed-by-name-p (&optional constant)
  "Whether a name follows point; with CONSTANT, a constant will do."
  (and (looking-at (concat "[ \t]+\\(" cdl--name "\\)"))
       (or (not (member (match-string 1) cdl-keywords))
           (and constant (member (match-string 1) cdl--constants)))))

(defun cdl--soft-keyword-p (word start)
  "Whether WORD is a word of the language, from START up to point."
  (pcase word
    ("daemon" (looking-at "[ \t]+thread\\_>"))
    ("choose" nil)
    ((guard (not (cdl--statement-start-p start))) nil)
    ("schedule" (looking-at "[ \t]*{"))
    ("sleep" (or (looking-at "[ \t]*\\(?:[\"'(0-9]\\|\\.[0-9]\\)")
                 (cdl--followed-by-name-p t)))
    ("join" (or (looking-at "[ \t]*\\(?:$\\|[;}#(]\\)")
                (cdl--followed-by-name-p)))
    ((or "atomic" "critical" "process" "task")
     (or (looking-at "[ \t]*{") (cdl--followed-by-name-p)))
    (_ (cdl--followed-by-name-p))))

(defun cdl--claim-word-p (word start)
  "Whether WORD, from START up to point, is part of a claim."
  (let ((stop "[ \t]*\\(?:$\\|[;}#]\\)")
        (quantified
         (lambda ()
           (save-excursion
             (goto-char start)
             (looking-back cdl--quantified (line-beginning-position))))))
    (pcase word
      ((or "always" "possible" "never")
       (save-excursion
         (goto-char start)
         (looking-back "\\_<expect[ \t]+" (line-beginning-position))))
      ("output"
       (and (looking-at "[ \t]*{")
            (save-excursion
              (goto-char start)
              (looking-back (concat cdl--quantified "?")
                            (line-beginning-position) t))
            (save-excursion
              (goto-char start)
              (looking-back "\\_<\\(?:expect\\|always\\|possible\\|never\\)[ \t]+"
                            (line-beginning-position)))))
      ((or "deadlock" "livelock") (and (looking-at stop) (funcall quantified)))
      ("race" (and (looking-at (concat stop "\\|[ \t]+on\\_>"))
                   (funcall quantified)))
      ("on" (save-excursion
              (goto-char start)
              (looking-back (concat cdl--quantified "race[ \t]+")
                            (line-beginning-position))))
      ("raises" (and (looking-at (concat "\\(?:[ \t]+" cdl--name "\\)?" stop))
                     (funcall quantified)))
      ("overlap" (and (looking-at
                       (concat "\\(?:[ \t]+in[ \t]+" cdl--name "\\)?" stop))
                      (funcall quantified))))))

(defun cdl--match-words (words keyword-p limit)
  "Find the next of WORDS before LIMIT that KEYWORD-P is true of.
It is called with the word and its start, at its end."
  (let ((case-fold-search nil) found)
    (while (and (not found)
                (re-search-forward (cdl--words words) limit t))
      (let ((word (match-string 1)) (start (match-beginning 1))
            (data (match-data)))
        (setq found (and (not (nth 8 (cdl--state start)))
                         ;; `q.join()', but `0..len(q)'.
                         (or (not (eq (char-before start) ?.))
                             (eq (char-before (1- start)) ?.))
                         (save-excursion (funcall keyword-p word start))))
        (set-match-data data)))
    found))

(defun cdl--match-soft-keyword (limit)
  "Find the next soft keyword before LIMIT."
  (cdl--match-words cdl-soft-keywords #'cdl--soft-keyword-p limit))

(defun cdl--match-claim-word (limit)
  "Find the next word of a claim before LIMIT."
  (cdl--match-words (cons "on" cdl-claim-words) #'cdl--claim-word-p limit))

(defun cdl--match-builtin (limit)
  "Find the next call of a built-in function before LIMIT."
  (cdl--match-words (cons "choose" cdl-builtins)
                    (lambda (_word _start) (looking-at "[ \t]*("))
                    limit))

(defun cdl--match-field (limit)
  "Find the next field of a string before LIMIT, in group 0."
  (let (found)
    (while (and (not found) (re-search-forward "{" limit t))
      (let* ((start (1- (point)))
             (state (cdl--state start))
             (line-end (line-end-position)))
        (when (and (nth 3 state) (not (eq (char-after (nth 8 state)) ?|)))
          (if (eq (char-after) ?{)
              (forward-char)
            (goto-char start)
            (if (cdl--field-end (min limit line-end))
                (setq found (list start (point)))
              (goto-char (1+ start)))))))
    (when found
      (set-match-data found)
      t)))

(defconst cdl-font-lock-keywords
  `((,(cdl--words cdl--constants) 1 font-lock-constant-face)
    (,(concat "\\_<fn[ \t]+\\(" cdl--name "\\)") 1 font-lock-function-name-face)
    (,(concat "\\_<thread[ \t]+\\(" cdl--name "\\)[ \t]*\\(?:{\\|=[^=]\\)")
     1 font-lock-function-name-face)
    (,(cdl--words (seq-difference cdl-keywords cdl--constants))
     1 font-lock-keyword-face)
    (cdl--match-soft-keyword 1 font-lock-keyword-face)
    (cdl--match-claim-word 1 font-lock-keyword-face)
    (,(concat "\\_<\\(?:let\\|shared\\|const\\)[ \t]+\\(" cdl--name "\\)")
     1 font-lock-variable-name-face)
    (,(concat "\\(?:^\\|[;{}]\\)[ \t]*"
              (regexp-opt (cons "atomic" cdl--primitives))
              "[ \t]+\\(" cdl--name "\\)")
     1 font-lock-variable-name-face)
    (cdl--match-builtin 1 font-lock-builtin-face)
    (,(cdl--words cdl-exceptions) 1 font-lock-type-face)
    (,(concat "\\_<[0-9][0-9_]*\\(?:\\.[0-9][0-9_]*\\)?\\(?:[eE][+-]?[0-9]+\\)?"
              "\\(?:ns\\|us\\|ms\\|s\\|min\\)?\\_>\\|\\_<0[xX][[:xdigit:]_]+\\_>")
     0 font-lock-constant-face)
    (cdl--match-field 0 font-lock-variable-name-face t))
  "What is coloured in CDL, besides strings and comments.")

;;; Indentation

(defun cdl--behind-blanks ()
  "Move back over blanks, line ends and comments."
  (let (moved)
    (while (progn
             (setq moved (point))
             (skip-chars-backward " \t\r\n")
             (let ((comment (nth 8 (cdl--state))))
               (when (and comment (nth 4 (cdl--state)))
                 (goto-char comment)))
             (< (point) moved)))))

(defun cdl--word-before ()
  "The word that ends at point, or nil."
  (save-excursion
    (let ((end (point)))
      (and (< (skip-syntax-backward "w_") 0)
           (buffer-substring-no-properties (point) end)))))

(defun cdl--wants-value-p ()
  "Whether a value must follow what stands before point."
  (save-excursion
    (cdl--behind-blanks)
    (let ((word (cdl--word-before)))
      (if word
          (or (member word '("and" "or" "not" "in" "print" "return" "raise"
                             "assert"))
              ;; `a if c else {}`, but not the clause.
              (and (member word '("if" "else"))
                   (not (cdl--statement-start-p (- (point) (length word))))))
        (memq (char-before) '(?= ?+ ?- ?* ?/ ?% ?< ?> ?, ?: ?. ?\( ?\[))))))

(defun cdl--goes-on-p ()
  "Whether the statement before point is not at its end there.
Point is behind the last thing on a line."
  (let ((word (cdl--word-before)))
    (if word
        (member word '("and" "or" "not" "in"))
      (memq (char-before) '(?= ?+ ?- ?* ?/ ?% ?< ?> ?! ?, ?.)))))

(defun cdl--holds-lines-p (open)
  "Whether statements, or the like, stand in the bracket at OPEN.
With OPEN nil that is the file, and they do."
  (or (null open)
      (and (eq (char-after open) ?{)
           (not (save-excursion (goto-char open) (cdl--wants-value-p)))
           (let ((outer (nth 1 (cdl--state open))))
             (or (cdl--holds-lines-p outer)
                 ;; `[thread { }]`, but not `[{"k": 1}]`.
                 (save-excursion
                   (goto-char open)
                   (cdl--behind-blanks)
                   (not (eq (point) (1+ outer)))))))))

(defun cdl--statement-start (position open)
  "Where the statement at POSITION begins, directly inside the bracket OPEN."
  (save-excursion
    (goto-char position)
    (let ((least (if open (1+ open) (point-min))) found)
      (while (not found)
        (let ((here (point)))
          (skip-chars-backward "^\n;{}()[]\"'|" least)
          (cond
           ((<= (point) least) (setq found (point)))
           ((eq (char-before) ?\n)
            (let ((after (point)))
              (cdl--behind-blanks)
              (cond
               ((<= (point) least) (setq found (max least (point))))
               ((eq (char-before) ?\})
                (save-excursion
                  (goto-char after)
                  (skip-chars-forward " \t")
                  (unless (looking-at (cdl--words cdl--clauses))
                    (setq found after))))
               ((not (cdl--goes-on-p)) (setq found after)))))
           ((nth 8 (cdl--state (1- (point))))
            (goto-char (nth 8 (cdl--state (1- (point))))))
           ((eq (char-before) ?\;) (setq found (point)))
           ((memq (char-before) '(?\} ?\) ?\]))
            (condition-case nil (backward-sexp)
              (scan-error (setq found here))))
           (t (forward-char -1)))))
      (goto-char found)
      (forward-comment (buffer-size))
      (min (point) position))))

(defun cdl--head-p (position open)
  "Whether the statement at POSITION, inside the bracket OPEN, has a block."
  (and
   (cdl--holds-lines-p open)
   (save-excursion
     (goto-char (cdl--statement-start position open))
     (or (looking-at (cdl--words cdl--heads))
         (let ((start (point)) found over)
           (condition-case nil
               (while (not (or found over))
                 (skip-chars-forward "^\n;{}()[]\"'#|")
                 (pcase (char-after)
                   ((or 'nil ?\; ?\} ?\) ?\] ?|) (setq over t))
                   (?{ (if (cdl--wants-value-p) (forward-sexp) (setq found t)))
                   (?# (end-of-line))
                   (?\n
                    (save-excursion
                      (cdl--behind-blanks)
                      (setq over (and (> (point) start)
                                      (not (cdl--goes-on-p)))))
                    (forward-char))
                   (_ (forward-sexp))))
             (scan-error nil))
           found)))))

(defun cdl--frame (open)
  "Indentation at the bracket OPEN, or in the file: (OUTER . INNER).
OUTER is where a line stands that begins with what closes it, INNER
where the lines inside of it stand."
  (if (null open)
      (cons 0 0)
    (let* ((around (nth 1 (cdl--state open)))
           (parent (cdl--frame around))
           (own (and (cdl--holds-lines-p around) (cdl--holds-lines-p open)))
           (outer (if own
                      (cdr parent)
                    (save-excursion (goto-char open) (current-indentation))))
           ;; Deeper than what stands in the block of that head.
           (hangs (and (not own)
                       (save-excursion
                         (goto-char (1+ open))
                         (not (looking-at "[ \t]*\\(?:#\\|$\\)")))
                       (cdl--head-p open around))))
      (cons outer
            (+ cdl-indent-offset
               (if hangs
                   (max (+ (cdr parent) cdl-indent-offset) outer)
                 outer))))))

(defun cdl--comment-above-column ()
  "The column of the comment behind the line above, if it stands there."
  (save-excursion
    (and (zerop (forward-line -1))
         (progn
           (end-of-line)
           (let ((state (cdl--state)))
             (and (nth 4 state)
                  (progn
                    (goto-char (nth 8 state))
                    (or (not (cdl--first-on-line-p))
                        (eq (cdl--comment-above-column) (current-column))))
                  (current-column)))))))

(defun cdl--first-on-line-p ()
  "Whether nothing but blanks stands before point on its line."
  (save-excursion
    (skip-chars-backward " \t")
    (bolp)))

(defun cdl--indentation ()
  "How far the line at point is to be indented, or nil to leave it."
  (save-excursion
    (back-to-indentation)
    (let* ((column (current-column))
           (state (cdl--state (line-beginning-position)))
           (open (nth 1 state)))
      (cond
       ((nth 3 state) nil)
       ((and (eq (char-after) ?#) (eq column (cdl--comment-above-column))) nil)
       ((memq (char-after) '(?\} ?\) ?\])) (car (cdl--frame open)))
       (t
        (let ((inner (cdr (cdl--frame open))) (start (point)))
          (forward-comment (buffer-size))
          (cond
           ((or (not (cdl--holds-lines-p open))
                (cdl--in-schedule-p start)
                (eobp)
                (memq (char-after) '(?\} ?\) ?\] ?|))
                (looking-at (cdl--words cdl--clauses))
                (looking-at
                 (cdl--words (seq-difference cdl-keywords cdl--inner-words)))
                (save-excursion
                  (goto-char start)
                  (cdl--behind-blanks)
                  (not (cdl--goes-on-p))))
            inner)
           ((save-excursion
              (goto-char start)
              (cdl--behind-blanks)
              (cdl--head-p (point) open))
            (+ inner (* 2 cdl-indent-offset)))
           (t (+ inner cdl-indent-offset)))))))))

(defun cdl-indent-line ()
  "Indent the line at point as `concur fmt' would."
  (interactive)
  (let ((indentation (cdl--indentation)))
    (if (null indentation)
        'noindent
      (let ((behind (> (current-column) (current-indentation))))
        (if behind
            (save-excursion (indent-line-to indentation))
          (indent-line-to indentation))))))

;;; Menu of what is there

(defun cdl-imenu-create-index ()
  "Functions, threads, primitives and variables, each under its name."
  (let ((case-fold-search nil)
        (sorts (list (list "Functions") (list "Threads") (list "Primitives")
                     (list "Variables"))))
    (cl-flet ((add (sort name position)
                (push (cons name (copy-marker position))
                      (cdr (assoc sort sorts)))))
      (save-excursion
        (goto-char (point-min))
        (while (re-search-forward
                (cdl--words (append '("fn" "thread" "shared" "const" "atomic")
                                    cdl--primitives))
                nil t)
          (let ((word (match-string-no-properties 1))
                (start (match-beginning 1)))
            (unless (nth 8 (cdl--state start))
              (cond
               ((equal word "thread")
                (when (looking-at
                       (concat "[ \t]+\\(?:\\(" cdl--name "\\)[ \t]*[{=]"
                               "\\|\"\\([^\"\n]*\\)\"\\)"))
                  (add "Threads" (or (match-string-no-properties 1)
                                     (match-string-no-properties 2))
                       start)))
               ((not (looking-at (concat "[ \t]+\\(" cdl--name "\\)"))))
               ((equal word "fn")
                (add "Functions" (match-string-no-properties 1)
                     (match-beginning 1)))
               ((member word '("shared" "const"))
                (add "Variables" (match-string-no-properties 1)
                     (match-beginning 1)))
               ((not (cdl--soft-keyword-p word start)))
               ((equal word "atomic")
                (looking-at (concat "[ \t]+\\(" cdl--name "\\)"))
                (add "Variables" (match-string-no-properties 1)
                     (match-beginning 1)))
               (t
                (forward-comment (buffer-size))
                (while (looking-at (concat "\\(" cdl--name "\\)"))
                  (add "Primitives" (match-string-no-properties 1) (point))
                  (goto-char (match-end 0))
                  (while (memq (char-after) '(?\( ?\[))
                    (condition-case nil (forward-sexp)
                      (scan-error (goto-char (line-end-position)))))
                  (when (looking-at "[ \t]*,")
                    (goto-char (match-end 0))
                    (forward-comment (buffer-size)))))))))))
    (seq-filter #'cdr
                (mapcar (lambda (sort) (cons (car sort) (nreverse (cdr sort))))
                        sorts))))

;;; Running and checking

(defun cdl--program ()
  "Return `cdl-program' as processes want it: none knows what `~' is."
  (if (file-name-absolute-p cdl-program)
      (expand-file-name cdl-program)
    cdl-program))

(defun cdl--compile (verb)
  "Compile with `concur VERB' and the file of this buffer."
  (unless buffer-file-name
    (user-error "This scenario is in no file yet"))
  (compile (mapconcat #'shell-quote-argument
                      (list (cdl--program) verb
                            (file-relative-name buffer-file-name))
                      " ")))

;;;###autoload
(defun cdl-run ()
  "Run the scenario of this buffer."
  (interactive)
  (cdl--compile "script"))

;;;###autoload
(defun cdl-check ()
  "Check this buffer's scenario: every order of what its threads do."
  (interactive)
  (cdl--compile "check"))

(defconst cdl--error-place "─\\[\\([^]\n]+\\):\\([0-9]+\\):\\([0-9]+\\)\\]"
  "A regexp for the place in a message of concur.")

(unless (assq 'concur compilation-error-regexp-alist-alist)
  (push (list 'concur cdl--error-place 1 2 3)
        compilation-error-regexp-alist-alist)
  (push 'concur compilation-error-regexp-alist))

;;; The mode

(defvar cdl-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-c") #'cdl-run)
    (define-key map (kbd "C-c C-k") #'cdl-check)
    map)
  "Keys of CDL mode.")

;;;###autoload
(define-derived-mode cdl-mode prog-mode "CDL"
  "Major mode for CDL, the language of concur.

\\{cdl-mode-map}"
  (setq-local comment-start "# "
              comment-end ""
              comment-start-skip "#+[ \t]*"
              parse-sexp-ignore-comments t
              open-paren-in-column-0-is-defun-start nil
              syntax-propertize-function #'cdl-syntax-propertize
              font-lock-defaults '(cdl-font-lock-keywords)
              indent-line-function #'cdl-indent-line
              indent-tabs-mode nil
              electric-indent-chars
              (append '(?\} ?\) ?\] ?|) electric-indent-chars)
              imenu-create-index-function #'cdl-imenu-create-index))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.cdl\\'" . cdl-mode))

;;; The language server

(defun cdl--server (&rest _)
  "Return what Eglot is to start, by `cdl-program' as it is then."
  (list (cdl--program) "lsp"))

;;;###autoload
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(cdl-mode . cdl--server)))

;;;###autoload
(defun cdl-eglot-ensure ()
  "Have Eglot start the language server for this buffer.
Say what is missing, if something is: all else works without it."
  (cond
   ((not (require 'eglot nil t))
    (message "CDL: the language server needs Eglot, %s"
             "M-x package-install RET eglot RET gets it"))
   ((not (executable-find (cdl--program) t))
    (message "CDL: no language server, `cdl-program' is %s, which is not there"
             cdl-program))
   (t (eglot-ensure))))

(provide 'cdl-mode)
;;; cdl-mode.el ends here
