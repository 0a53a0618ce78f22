;;; cdl-mode-test.el --- Tests of CDL mode -*- lexical-binding: t; -*-

;;; Commentary:

;; What is right is said elsewhere: how lines are indented by the scenarios,
;; which are in the one format; what words are by the snapshots of the
;; TextMate grammar, whose own tests hold them to the language.

;;; Code:

(require 'cdl-mode)
(require 'ert)

(defconst cdl-test-root
  (expand-file-name "../../../" (file-name-directory (or load-file-name buffer-file-name)))
  "The root of the repository.")

(defun cdl-test-scenarios ()
  "The scenarios, relative to their folder."
  (let ((default-directory (expand-file-name "scenarios" cdl-test-root)))
    (mapcar #'file-relative-name (directory-files-recursively "." "\\.cdl\\'"))))

(defmacro cdl-test-with (text &rest body)
  "Evaluate BODY in a buffer in CDL mode that holds TEXT, at its start."
  (declare (indent 1))
  `(with-temp-buffer
     (insert ,text)
     (cdl-mode)
     (goto-char (point-min))
     ,@body))

(defun cdl-test-read (path)
  "The text of the file at PATH below the root."
  (with-temp-buffer
    (insert-file-contents (expand-file-name path cdl-test-root))
    (buffer-string)))

(defun cdl-test-formatted ()
  "Texts in the one format, each with its name: scenarios, and what `concur fmt' is tested by."
  (append
   (mapcar (lambda (name) (cons name (cdl-test-read (concat "scenarios/" name))))
           (cdl-test-scenarios))
   (mapcar (lambda (name)
             (cons name (replace-regexp-in-string
                         "\\`---\n\\(?:.*\n\\)*?---\n" ""
                         (cdl-test-read (concat "tests/fmt/after/" name)))))
           (directory-files (expand-file-name "tests/fmt/after" cdl-test-root) nil "\\.snap\\'"))))

;;; Indentation

(defun cdl-test-indent ()
  "Indent the whole buffer, without a word."
  (let ((inhibit-message t))
    (indent-region (point-min) (point-max))))

(ert-deftest cdl-test-format-is-kept ()
  "What is in the one format is indented as it is."
  (let ((texts (cdl-test-formatted)))
    (should (> (length texts) 140))
    (pcase-dolist (`(,name . ,text) texts)
      (cdl-test-with text
        (cdl-test-indent)
        (should (equal (list name text) (list name (buffer-string))))))))

(ert-deftest cdl-test-format-is-found ()
  "Code that has lost its indentation gets that of the one format."
  (pcase-dolist (`(,name . ,text) (cdl-test-formatted))
    (cdl-test-with text
      ;; A comment below another one is where it is because it stood there.
      (while (re-search-forward "^[ \t]+\\([^# \t\n]\\)" nil t) (replace-match "\\1"))
      (cdl-test-indent)
      (should (equal (list name text) (list name (buffer-string)))))))

(ert-deftest cdl-test-indent-while-typing ()
  "New lines stand where their statements will."
  (dolist (case '(("thread a {" "    x" . "thread a {\n    x")
                  ("while f(x," "y" . "while f(x,\n        y")
                  ("print f(" "x" . "print f(\n    x")
                  ("let x = 1 +" "2" . "let x = 1 +\n    2")
                  ("x = 1" "y = 2" . "x = 1\ny = 2")
                  ("if x {\n    y = 1" "}" . "if x {\n    y = 1\n}")
                  ("expect output {" "| x" . "expect output {\n    | x")
                  ("print \"{x" "y" . "print \"{x\ny")))
    (pcase-let ((`(,before ,typed . ,after) case))
      (cdl-test-with before
        (goto-char (point-max))
        (insert "\n" (string-trim typed))
        (cdl-indent-line)
        (should (equal after (buffer-string)))))))

;;; Colours

(defun cdl-test-sort (scopes)
  "What SCOPES of the TextMate grammar come to: a symbol, or nil for any."
  (let ((scope (car (last (split-string (car (last (split-string scopes " meta.embedded.line.cdl"))))))))
    (cond
     ((string-match-p "meta\\.embedded" scopes) 'field)
     ((string-match-p "meta\\.interpolation\\|meta.block.schedule" scopes) nil)
     ((string-match-p " comment\\." scopes) 'comment)
     ((string-match-p " string\\.\\| punctuation\\.definition\\.string" scopes) 'string)
     ((string-prefix-p "constant.language" scope) 'constant)
     ((string-match-p "\\`keyword\\.\\(control\\|other\\.\\(statement\\|claim\\|reserved\\)\\|operator\\.wordlike\\)\\|\\`storage\\.\\(type\\|modifier\\)\\.cdl"
                      scope)
      'keyword)
     ((string-prefix-p "support.function.builtin" scope) 'builtin)
     ((string-prefix-p "support.class.exception" scope) 'type)
     ((string-prefix-p "constant.numeric" scope) 'constant)
     ((string-prefix-p "variable.other.readwrite" scope) 'name)
     ((string-prefix-p "entity.name.function.cdl" scope) 'function)
     ((string-match-p "\\`keyword\\.operator\\|\\`punctuation" scope) 'plain))))

(defun cdl-test-faces (sort)
  "The faces that fit SORT."
  (pcase sort
    ('comment '(font-lock-comment-face font-lock-comment-delimiter-face))
    ('string '(font-lock-string-face))
    ('field '(font-lock-variable-name-face))
    ('keyword '(font-lock-keyword-face))
    ('constant '(font-lock-constant-face))
    ('builtin '(font-lock-builtin-face))
    ('type '(font-lock-type-face))
    ('function '(font-lock-function-name-face))
    ('name '(nil font-lock-variable-name-face))
    ('plain '(nil))))

(defun cdl-test-snapshot (name)
  "Calls for the snapshot of scenario NAME: a list of (LINE COLUMN END SCOPES)."
  (let ((line -1) found)
    (dolist (text (split-string (cdl-test-read (format "editors/vscode/test/snapshots/%s.snap" name)) "\n"))
      (cond
       ((string-prefix-p ">" text) (setq line (1+ line)))
       ((string-match "\\`#\\( *\\)\\(\\^+\\) \\(.*\\)\\'" text)
        (push (list line (length (match-string 1 text))
                    (+ (length (match-string 1 text)) (length (match-string 2 text)))
                    (match-string 3 text))
              found))))
    (nreverse found)))

(ert-deftest cdl-test-faces-of-scenarios ()
  "Every piece of every scenario has the face of what it is."
  (let ((seen nil))
    (dolist (name (cdl-test-scenarios))
      (cdl-test-with (cdl-test-read (concat "scenarios/" name))
        (font-lock-ensure)
        (pcase-dolist (`(,line ,column ,end ,scopes) (cdl-test-snapshot name))
          (when-let ((sort (cdl-test-sort scopes)))
            (push sort seen)
            (goto-char (point-min))
            (forward-line line)
            (let ((start (point)))
              (dolist (at (number-sequence (+ start column) (+ start end -1)))
                (unless (memq (char-after at) '(?\s ?\n nil))
                  (let ((face (get-text-property at 'face)))
                    (unless (memq face (cdl-test-faces sort))
                      (ert-fail (list name (1+ line) (1+ (- at start)) scopes face)))))))))))
    (dolist (sort '(comment string field keyword constant builtin type function name plain))
      (should (memq sort seen)))))

(defun cdl-test-face (text word)
  "The face of WORD, marked by `<' before it, in TEXT."
  (let ((at (string-match-p (concat "<" (regexp-quote word)) text)))
    (cdl-test-with (concat (substring text 0 at) (substring text (1+ at)))
      (font-lock-ensure)
      (get-text-property (1+ at) 'face))))

(ert-deftest cdl-test-soft-keywords ()
  "A soft keyword is one only where a statement begins and something follows."
  (pcase-dolist (`(,text ,word ,keyword)
                 '(("<lock l" "lock" t) ("x = 1; <lock l" "lock" t) ("{ <queue q }" "queue" t)
                   ("<lock = 1" "lock" nil) ("<queue.put(1)" "queue" nil) ("f(<lock)" "lock" nil)
                   ("if <atomic { }" "atomic" nil) ("<atomic { }" "atomic" t) ("<atomic x = 1" "atomic" t)
                   ("print <sleep - 1" "sleep" nil) ("<sleep 1s" "sleep" t) ("<sleep(2)" "sleep" t)
                   ("<join" "join" t) ("<join a" "join" t) ("<join = 1" "join" nil) ("q.<join()" "join" nil)
                   ("<daemon thread w { }" "daemon" t) ("let t = <daemon thread f()" "daemon" t) ("t.<daemon" "daemon" nil)
                   ("f(\n<lock l\n)" "lock" nil) ("schedule { <lock a }" "lock" nil) ("<schedule { a }" "schedule" t)
                   ("expect <never deadlock" "never" t) ("expect never <deadlock" "deadlock" t)
                   ("expect never <deadlock == 1" "deadlock" nil) ("let <never = 1" "never" nil)
                   ("expect possible race <on x" "on" t) ("print <on" "on" nil)
                   ("expect <output { }" "output" t) ("expect never <output == 1" "output" nil)
                   ("expect possible <raises ValueError" "raises" t) ("expect never <overlap in a" "overlap" t)))
    (should (equal (list text keyword)
                   (list text (eq (cdl-test-face text word) 'font-lock-keyword-face))))))

(ert-deftest cdl-test-strings ()
  "Strings end where they end, whatever stands in their fields."
  (pcase-dolist (`(,text ,word ,face)
                 '(("print \"{d[\"k\"]}\", <if" "if" font-lock-keyword-face)
                   ("print \"{d[\"k\"]} <if\"" "if" font-lock-string-face)
                   ("print \"it's\", <if" "if" font-lock-keyword-face)
                   ("print \"not closed\\\nprint <if" "if" font-lock-keyword-face)
                   ("print \"not closed {x\n<if" "if" font-lock-keyword-face)
                   ("print \"# <if\"" "if" font-lock-string-face)
                   ("print \"{{<if}}\"" "if" font-lock-string-face)
                   ("print \"a {<x} b\"" "x" font-lock-variable-name-face)
                   ("print 1 # \"<if" "if" font-lock-comment-face)
                   ("print 1 # it's\n<if" "if" font-lock-keyword-face)
                   ("expect output {\n    | it's \"<if # {x}\n}" "if" font-lock-string-face)
                   ("expect output {\n    | it's \"\n    |\n}\n<if" "if" font-lock-keyword-face)
                   ("schedule { a#2 b#1 }\n<if" "if" font-lock-keyword-face)
                   ("schedule { a#2 \"<if\" }" "if" font-lock-string-face)
                   ("schedule { a #2 <if" "if" font-lock-comment-face)))
    (should (equal (list text face) (list text (cdl-test-face text word))))))

;;; The rest

(ert-deftest cdl-test-imenu ()
  "The menu lists what is declared, and no word of a string or comment."
  (cdl-test-with "# fn no() { }\nlock a, b\nqueue q(maxsize=2), r[2](1)\nshared lock = \"fn no()\"\natomic n = 0
fn f(x) { thread inner { pass } }\nthread w = f(1)\nthread \"W {i}\" { pass }\nthread f(2)\natomic { n += 1 }\n"
    (should (equal (mapcar (lambda (sort) (cons (car sort) (mapcar #'car (cdr sort)))) (cdl-imenu-create-index))
                   '(("Functions" "f") ("Threads" "inner" "w" "W {i}")
                     ("Primitives" "a" "b" "q" "r") ("Variables" "lock" "n"))))))

(ert-deftest cdl-test-words ()
  "The lists of words are those of the language."
  (let ((source (cdl-test-read "src/syntax/words.rs")))
    (pcase-dolist (`(,name . ,words) `(("KEYWORDS" . ,cdl-keywords) ("SOFT_KEYWORDS" . ,cdl-soft-keywords)
                                       ("CLAIM_WORDS" . ,cdl-claim-words)))
      (should (string-match (concat " " name ": [^=]*=[ \n]*&\\[\\([^]]*\\)\\]") source))
      (should (equal (split-string (match-string 1 source) "[\", \n]+" t) words)))))

(ert-deftest cdl-test-commands ()
  "Run and check call the program with the file, and messages lead to their places."
  (let* ((default-directory "/tmp/") called
         (compilation (lambda (command &rest _) (setq called command))))
    (cl-letf (((symbol-function 'compile) compilation))
      (cdl-test-with "" (setq buffer-file-name "/tmp/my bank.cdl") (cdl-run) (set-buffer-modified-p nil)
        (should (equal called "concur script my\\ bank.cdl"))
        (cdl-check)
        (should (equal called "concur check my\\ bank.cdl"))
        (let ((cdl-program "~/bin/concur"))
          (cdl-check)
          (should (equal called (concat (expand-file-name "~/bin/concur") " check my\\ bank.cdl"))))
        (setq buffer-file-name nil)
        (should-error (cdl-run) :type 'user-error))))
  (let ((line "   ╭─[scenarios/bank.cdl:12:5]"))
    (should (string-match cdl--error-place line))
    (should (equal (mapcar (lambda (group) (match-string group line)) '(1 2 3)) '("scenarios/bank.cdl" "12" "5")))
    (should (memq 'concur compilation-error-regexp-alist))))

(ert-deftest cdl-test-files ()
  "Files that end in .cdl are CDL."
  (should (eq (assoc-default "a.cdl" auto-mode-alist #'string-match-p) 'cdl-mode)))

;;; The language server

;; Not special by itself: here it is what Emacs looks at.
(defvar features)
(defvar eglot-server-programs)
(defvar eglot-sync-connect)

(ert-deftest cdl-test-eglot-is-told ()
  "Eglot is told of the server once it is there."
  (let ((eglot-server-programs nil) (features features))
    (provide 'eglot)
    (should (equal (funcall (cdr (assq 'cdl-mode eglot-server-programs)) nil) '("concur" "lsp")))
    (let ((cdl-program "~/bin/concur"))
      (should (equal (funcall (cdr (assq 'cdl-mode eglot-server-programs)) nil)
                     (list (expand-file-name "~/bin/concur") "lsp"))))))

(defun cdl-test-opening-says ()
  "What is said as a buffer with the hook of the README is opened."
  (let ((cdl-mode-hook '(cdl-eglot-ensure)) said)
    (cl-letf (((symbol-function 'message) (lambda (format &rest rest) (setq said (apply #'format format rest)))))
      (with-temp-buffer (cdl-mode)))
    said))

(ert-deftest cdl-test-without-eglot ()
  "A file is opened without Eglot too, and what is missing is said."
  (let ((features (remq 'eglot features))
        (load-path (seq-remove (lambda (folder) (file-expand-wildcards (concat folder "/eglot.el*"))) load-path)))
    (should (string-match-p "needs Eglot" (cdl-test-opening-says)))))

(ert-deftest cdl-test-without-program ()
  "A file is opened without the program too, and what is missing is said."
  (skip-unless (require 'eglot nil t))
  (let ((cdl-program "/nowhere/concur"))
    (should (string-match-p "/nowhere/concur" (cdl-test-opening-says)))))

(ert-deftest cdl-test-server-is-the-program ()
  "Eglot starts the program that `cdl-program' names, wherever that is."
  (skip-unless (require 'eglot nil t))
  (let* ((folder (make-temp-file "cdl" t))
         (cdl-program (expand-file-name "my-concur" folder))
         (called (expand-file-name "called" folder))
         (eglot-sync-connect nil)
         (cdl-mode-hook '(cdl-eglot-ensure))
         (tries 100))
    (write-region (format "#!/bin/sh\necho \"$@\" > '%s'\nexec cat > /dev/null\n" called) nil cdl-program)
    (set-file-modes cdl-program #o755)
    (with-current-buffer (find-file-noselect (expand-file-name "bank.cdl" folder))
      (run-hooks 'post-command-hook)
      (while (and (> (setq tries (1- tries)) 0)
                  (zerop (or (file-attribute-size (file-attributes called)) 0)))
        (accept-process-output nil 0.1))
      (should (equal (with-temp-buffer (insert-file-contents called) (buffer-string)) "lsp\n"))
      ;; Eglot calls it an error that its server ends.
      (ignore-errors (mapc #'delete-process (process-list))))
    (delete-directory folder t)))

(provide 'cdl-mode-test)
;;; cdl-mode-test.el ends here
