;; What prep-ls gives Emacs, asked through Eglot, Flymake, imenu and xref in a batch Emacs.
;; usage: emacs -q --batch -l INIT -l check.el    (in the folder of the notes; INIT are the blocks of the README)  -*- lexical-binding: t -*-
(setq make-backup-files nil create-lockfiles nil eglot-sync-connect 20 eglot-autoshutdown nil
      eglot-events-buffer-size 0 auto-save-default nil)
(require 'eglot)
(require 'flymake)
(require 'imenu)
(require 'xref)

(defvar done 0)
(defvar failed 0)

(defun ok (condition name &optional detail)
  "Report whether CONDITION holds, under NAME, with DETAIL where it does not."
  (setq done (1+ done))
  (unless condition (setq failed (1+ failed)))
  (princ (format "%sok %d - %s\n" (if condition "" "not ") done name))
  (unless condition
    (dolist (line (split-string (format "%s" detail) "\n")) (princ (format "# %s\n" line))))
  condition)

(defun wait-for (seconds test)
  "Wait at most SECONDS until TEST gives something, and return that."
  (let ((end (+ (float-time) seconds)) value)
    (while (and (not (setq value (ignore-errors (funcall test)))) (< (float-time) end))
      (accept-process-output nil 0.05))
    value))

(defun messages ()
  (with-current-buffer (messages-buffer) (buffer-string)))

(defun hears (text name)
  (wait-for 10 (lambda () (string-search text (messages))))
  (ok (string-search text (messages)) name (messages)))

(defun text () (save-restriction (widen) (buffer-substring-no-properties (point-min) (point-max))))

(defun go-to (what &optional offset)
  "Put the cursor on the first WHAT, OFFSET characters on."
  (goto-char (point-min))
  (search-forward what)
  (goto-char (+ (match-beginning 0) (or offset 0))))

(defun open-note (name)
  "Open the note NAME as a person would, and wait for the server."
  (find-file name)
  ;; `eglot-ensure' of the README's hook waits for a command to end, which a batch never does.
  (ok (memq #'eglot-ensure markdown-mode-hook) "the README's hook is there")
  (unless (eglot-managed-p) (apply #'eglot (eglot--guess-contact)))
  (ok (eglot-managed-p) (format "%s: Eglot serves it" name))
  (flymake-mode 1)
  (flymake-start))

(defun found ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun names (index)
  "All names of an imenu INDEX."
  (mapcan (lambda (item)
            (when (consp item)
              (cons (substring-no-properties (car item))
                    (when (and (consp (cdr item)) (consp (cadr item))) (names (cdr item))))))
          index))

;; An ordinary file.
(open-note "README.md")
(sit-for 0.5)
(ok (null (flymake-diagnostics)) "Markdown: nothing is reported in an ordinary file" (found))

;; Findings.
(open-note "acme.prep.md")
(princ (format "# emacs %s, eglot %s\n" emacs-version (or (bound-and-true-p eglot--version) "?")))
(let ((found (wait-for 15 #'found)))
  (ok (seq-some (lambda (text) (string-search "2 sections are missing here: Company Summary" text)) found)
      "diagnostics: the missing sections" found))
(let ((at (seq-find (lambda (d) (string-search "2 sections" (flymake-diagnostic-text d))) (flymake-diagnostics))))
  (ok (and at (string= (buffer-substring-no-properties (flymake-diagnostic-beg at) (flymake-diagnostic-end at))
                       "Resume Highlights for This Role"))
      "diagnostics: at the heading before the gap" at))

;; The outline.
(let ((all (names (funcall imenu-create-index-function))))
  (dolist (name '("Job Overview" "Why This Job Is a Fit" "Professional Summary" "Position"))
    (ok (seq-some (lambda (have) (string-prefix-p name have)) all) (format "outline: %s" name) all)))

;; Hover.
(go-to "Resume Highlights for This Role" 3)
(let (page)
  (eglot-hover-eldoc-function (lambda (text &rest _) (setq page text)))
  (wait-for 10 (lambda () page))
  (ok (and page (string-search "In this note:" page)) "hover: what belongs in the section" page))

;; The quick fix at the gap.
(let* ((actions (eglot-code-actions (line-beginning-position) (line-end-position) nil nil))
       (titles (mapcar (lambda (action) (plist-get action :title)) actions))
       (one (seq-find (lambda (action) (string-match-p "^Insert .*Company Summary" (plist-get action :title))) actions)))
  (ok one "quick fix: it is offered" titles)
  (when one (eglot-execute (eglot--current-server-or-lose) one))
  (ok (wait-for 10 (lambda () (string-search "\n## Company Summary" (text)))) "quick fix: it inserts the section" (text)))

;; Completion.
(go-to "## Concepts")
(insert "## \n\n")
(forward-line -2)
(end-of-line)
(eglot--signal-textDocument/didChange)
(let* ((capf (run-hook-with-args-until-success 'completion-at-point-functions))
       (labels (and (consp capf)
                    (all-completions (buffer-substring (nth 0 capf) (nth 1 capf)) (nth 2 capf)))))
  (ok (seq-some (lambda (label) (string-search "Predicted Interview Questions" label)) labels)
      "completion: after '## ' the missing sections" labels)
  (ok (not (seq-some (lambda (label) (string-search "Job Overview" label)) labels))
      "completion: and none that is there" labels))
(revert-buffer t t)
(unless (eglot-managed-p) (apply #'eglot (eglot--guess-contact)))

;; Commands of the README.
(prep-ls-status)
(hears "of 8 sections done" "command: M-x prep-ls-status")
(prep-ls-insert-missing)
(ok (wait-for 10 (lambda () (string-search "\n## Strategic Advice" (text)))) "command: M-x prep-ls-insert-missing" (text))
(prep-ls-sort)
(hears "in order already" "command: M-x prep-ls-sort")
(revert-buffer t t)

;; Jumping and rename.
(open-note "linked.prep.md")
(go-to "#s1-the-leak" 3)
(let ((places (xref-backend-definitions (xref-find-backend) (xref-backend-identifier-at-point (xref-find-backend)))))
  (ok (and places (= 9 (xref-location-line (xref-item-location (car places))))) "definition: from a link to its heading" places))
(let ((places (xref-backend-references (xref-find-backend) "LSP identifier at point")))
  (ok (>= (length places) 3) "references: all places of a story" places))
(let ((places (xref-backend-apropos (xref-find-backend) "Concepts")))
  (ok (seq-some (lambda (place) (string-search "Concepts To Know" (xref-item-summary place))) places)
      "workspace symbols: a section of another note" places))
(go-to "The leak" 2)
(cl-letf (((symbol-function 'y-or-n-p) #'always)) (eglot-rename "The flood"))
(ok (wait-for 10 (lambda () (and (string-search "### S1: The flood" (text)) (string-search "#s1-the-flood" (text)))))
    "rename: the heading and the links to it" (text))
(set-buffer-modified-p nil)

;; A wrong setting is named.
(setq-default eglot-workspace-configuration '(:prep-ls (:rules (:weak-words "off"))))
(eglot-signal-didChangeConfiguration (eglot--current-server-or-lose))
(hears "weak-words" "wrong setting: it is named")
(setq-default eglot-workspace-configuration nil)

;; The server is killed: it comes back.
(let* ((server (eglot--current-server-or-lose))
       (process (jsonrpc--process server)))
  (setq eglot-autoreconnect 0)
  (setf (eglot--inhibit-autoreconnect server) nil)
  (signal-process process 'SIGKILL)
  (ok (wait-for 15 (lambda () (let ((new (eglot-current-server))) (and new (not (eq new server)) (jsonrpc-running-p new)))))
      "killed: Eglot starts the server again" (messages)))

;; One server for a buffer: the README's way to have marksman elsewhere.
(when (eglot-current-server) (ignore-errors (eglot-shutdown (eglot-current-server))))
(load (getenv "PREP_LS_BESIDE") nil t)
(find-file "acme.prep.md")
(normal-mode)
(ok (eq major-mode 'prep-note-mode) "beside: notes have a mode of their own" major-mode)
(let ((contact (eglot--guess-contact)))
  (ok (string-match-p "prep-ls" (format "%s" contact)) "beside: which prep-ls serves" contact))
(apply #'eglot (eglot--guess-contact))
(let ((all (names (funcall imenu-create-index-function))))
  (ok (= 1 (seq-count (lambda (name) (string-prefix-p "Job Overview" name)) all)) "beside: one outline" all))
(ignore-errors (eglot-shutdown (eglot-current-server)))
(find-file "README.md")
(normal-mode)
(let ((contact (eglot--guess-contact)))
  (ok (string-match-p "marksman" (format "%s" contact)) "beside: marksman serves the rest" contact))

;; The program is missing.
(delete-file (executable-find "prep-ls"))
(find-file "acme.prep.md")
(let ((said (condition-case problem (progn (apply #'eglot (eglot--guess-contact)) "nothing") (error (error-message-string problem)))))
  (ok (string-match-p "prep-ls" said) "missing: Eglot names the program" said)
  (princ (format "# it says: %s\n" said)))

(princ (format "1..%d\n" done))
(kill-emacs (if (= failed 0) 0 1))
