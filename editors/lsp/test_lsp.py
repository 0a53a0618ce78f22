"""`concur lsp` asked by a client that checks each answer against the protocol, with the capabilities of several editors.

What the answers say is held to tests/lsp.rs; here it matters that editors understand them.
"""

import os
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ROOT = Path(__file__).parents[2]
CONCUR = os.environ.get("CONCUR", str(ROOT / "target/debug/concur"))
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.cdl")) + [ROOT / "tests/lsp/bank.cdl"]
MISTAKES = sorted((ROOT / "tests/mistakes").glob("*.cdl"))
EDITORS = ["visual-studio-code", "neovim", "emacs"]


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[CONCUR, "lsp"]), params=EDITORS)
async def client(request, lsp_client: LanguageClient):
    # Some of these editors can be asked to fetch code lenses again.
    lsp_client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(lambda *_: None)
    capabilities = client_capabilities(request.param)
    await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities, process_id=os.getpid()))
    yield
    await lsp_client.shutdown_session()


async def opened(client: LanguageClient, path: Path, text: str | None = None):
    """The path opened in the client, with what the server says is wrong."""
    uri = path.as_uri()
    text = path.read_text() if text is None else text
    document = types.TextDocumentItem(uri=uri, language_id="cdl", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
    while uri not in client.diagnostics:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return uri, text, client.diagnostics[uri]


def place(text: str, needle: str):
    before = text[: text.index(needle)]
    return types.Position(line=before.count("\n"), character=len(before) - before.rfind("\n") - 1)


@pytest.mark.asyncio
async def test_every_scenario_is_answered_in_the_words_of_the_protocol(client: LanguageClient):
    for path in SCENARIOS:
        uri, text, diagnostics = await opened(client, path)
        assert not [one for one in diagnostics if one.severity == types.DiagnosticSeverity.Error], path
        text_document = types.TextDocumentIdentifier(uri=uri)
        whole = types.Range(start=types.Position(0, 0), end=types.Position(text.count("\n") + 1, 0))
        symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(text_document))
        assert all(isinstance(symbol, types.DocumentSymbol) for symbol in symbols)
        await client.text_document_folding_range_async(types.FoldingRangeParams(text_document))
        lenses = await client.text_document_code_lens_async(types.CodeLensParams(text_document))
        assert [lens.command.command for lens in lenses][:2] == ["concur.run", "concur.check"]
        tokens = await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(text_document))
        assert tokens.data and len(tokens.data) % 5 == 0
        await client.text_document_inlay_hint_async(types.InlayHintParams(text_document, whole))
        options = types.FormattingOptions(tab_size=4, insert_spaces=True)
        edits = await client.text_document_formatting_async(types.DocumentFormattingParams(text_document, options))
        assert not edits, f"{path} is not in the one format"
        close = types.DidCloseTextDocumentParams(text_document)
        client.text_document_did_close(close)


@pytest.mark.asyncio
async def test_every_mistake_is_told_and_what_can_be_mended_is_offered(client: LanguageClient):
    for path in MISTAKES:
        uri, text, diagnostics = await opened(client, path)
        whole = types.Range(start=types.Position(0, 0), end=types.Position(text.count("\n") + 1, 0))
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), whole, types.CodeActionContext(diagnostics=diagnostics)
        )
        for action in await client.text_document_code_action_async(params) or []:
            assert action.edit.changes[uri]
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))


@pytest.mark.asyncio
async def test_hover_completion_signature_and_rename(client: LanguageClient):
    uri, text, _ = await opened(client, ROOT / "tests/lsp/bank.cdl")
    at = types.TextDocumentIdentifier(uri), place(text, "jobs.put(")
    hover = await client.text_document_hover_async(types.HoverParams(*at))
    assert "queue.Queue" in hover.contents.value
    behind = types.Position(at[1].line, at[1].character + len("jobs."))
    items = await client.text_document_completion_async(types.CompletionParams(at[0], behind))
    assert {"put", "get", "qsize"} <= {item.label for item in items}
    inside = types.Position(at[1].line, at[1].character + len("jobs.put("))
    help = await client.text_document_signature_help_async(types.SignatureHelpParams(at[0], inside))
    assert help.signatures[0].label.startswith("put(item")
    found = await client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(include_declaration=True), *at)
    )
    assert len(found) == 2
    edit = await client.text_document_rename_async(types.RenameParams(new_name="work", text_document=at[0], position=at[1]))
    assert len(edit.changes[uri]) == 2


@pytest.mark.asyncio
async def test_saving_starts_a_check(client: LanguageClient):
    text = "lock a, b\nthread one { with a { with b { pass } } }\nthread two { with b { with a { pass } } }\n"
    uri, _, diagnostics = await opened(client, Path("/dead.cdl"), text)
    assert not diagnostics
    client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    (found,) = client.diagnostics[uri]
    assert found.code == "cdl::run::deadlock"
    assert any("two" in related.message for related in found.related_information)
