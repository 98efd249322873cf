using System.Buffers;
using AgentSched.Model.Runs;

namespace AgentSched.Outbound.Answers;

/// <summary>Form of an answer's body.</summary>
public enum AnswerForm
{
    /// <summary>A JSON object; its fields were read.</summary>
    Object,

    /// <summary>A JSON list of one object, as some workflow engines answer; the object's fields were read.</summary>
    List,

    /// <summary>An event stream, each event a JSON object, although none was asked for. Its texts are joined; of each small field, the last counts.</summary>
    Events,

    /// <summary>Anything else: text, JSON that is no object, truncated JSON, an event stream that is not read, or an empty body.</summary>
    Other,

    /// <summary>Larger than the limit; the rest was not read.</summary>
    TooLarge,
}

/// <summary>
/// Reads an agent's answer as it arrives. Whatever the agent sends, a reader uses well under 1 MiB: a buffer of 16 KiB, the
/// beginning of the response, the small fields, and one compressor at a time; log and long response go to spools.
/// </summary>
internal sealed class AnswerReader : IAnswerSink, IDisposable
{
    /// <summary>Maximum bytes of the response's text; the rest is cut off.</summary>
    public const int MaxResponse = 1 << 20;

    /// <summary>Maximum bytes of the log; the rest is cut off.</summary>
    public const int MaxLog = 16 << 20;

    /// <summary>Maximum bytes of a whole answer, uncompressed; a larger one is a failure.</summary>
    public const int MaxAnswer = 64 << 20;

    /// <summary>Maximum characters that are kept of an answer that cannot be read.</summary>
    private const int MaxBeginning = 1000;

    /// <summary>Bytes by which the form of a body is told.</summary>
    private const int MarkAndForm = 16;

    private const int Piece = 16 * 1024;

    private readonly JsonWalk _walk;
    private readonly AnswerShape _shape;
    private readonly bool _takesText;
    private readonly bool _bodyIsLog;
    private readonly bool _readsEvents;
    private readonly TextSpool _beginning = new(MaxBeginning, limit: 0);
    private EventStream? _events;
    private TextSpool? _response;
    private ResponseParts? _parts;
    private Field? _source; // the field that has the response's text
    private TextSpool? _text;
    private Spool? _log;
    private Spool? _wholeResponse;
    private bool _responseTruncated;
    private bool _logEndsEarly;

    /// <param name="shape">The fields to read.</param>
    /// <param name="takesText">Whether a body that is no JSON object, or an object without a response, is the response itself.</param>
    /// <param name="bodyIsLog">Whether the whole body is kept as the log.</param>
    /// <param name="readsEvents">Whether the events of an event stream are read.</param>
    public AnswerReader(AnswerShape shape, bool takesText = false, bool bodyIsLog = false, bool readsEvents = false)
    {
        (_shape, _takesText, _bodyIsLog, _readsEvents) = (shape, takesText, bodyIsLog, readsEvents);
        _walk = new JsonWalk(shape, this);
    }

    /// <summary>The small fields.</summary>
    public AnswerFields Fields { get; } = new();

    /// <summary>The response, or its first 10,000 characters; of a body that cannot be read, the first 1,000. Null: none.</summary>
    public string? Response { get; private set; }

    /// <summary>The first 1,000 characters of the body. Null: it is empty.</summary>
    public string? Beginning => _beginning.Head is { Length: > 0 } head ? head : null;

    /// <summary>Whether the document has a text as its response, even an empty one. A list of parts of which none is a text is none.</summary>
    public bool HasResponse => _response is not null && (_parts is null or { HasText: true } || _source is not null);

    /// <summary>Whether the document has a response that is not blank.</summary>
    public bool HasText => !string.IsNullOrWhiteSpace(_response?.Head);

    /// <summary>Whether the body is an event stream.</summary>
    public bool IsEventStream { get; private set; }

    /// <summary>Whether an event stream said that it is complete.</summary>
    public bool IsDone => _events is { IsDone: true };

    /// <summary>Reads a body to its end, or to <paramref name="limit"/> bytes.</summary>
    public async Task<AnswerForm> ReadAsync(Stream body, int limit, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            var (total, begun) = (0L, false);
            for (int read; (read = await body.ReadAtLeastAsync(buffer.AsMemory(0, Piece), begun ? 1 : MarkAndForm, throwOnEndOfStream: false, cancel)) > 0; begun = true)
            {
                if ((total += read) > limit)
                {
                    return AnswerForm.TooLarge;
                }

                var piece = buffer.AsMemory(0, read);
                Take((begun ? piece : piece[MarkLength(piece.Span)..]).Span, begun);
            }

            return Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Moves response and log into an answer, which then owns and disposes them. The answer keeps its own response if none was read.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="keepsBeginning">Whether the beginning of the body is kept in place of a response if there is none.</param>
    public AgentAnswer Give(AgentAnswer answer, bool keepsBeginning = false)
    {
        var response = HasText || answer.Response is null ? Response : answer.Response;
        var given = answer with
        {
            Response = keepsBeginning && string.IsNullOrEmpty(response) ? Beginning : response,
            WholeResponse = _wholeResponse,
            ResponseTruncated = _responseTruncated,
            Log = _log,
            LogTruncated = _log is not null && (_log.IsTruncated || _logEndsEarly),
            LogIsText = _log is not null && _walk.IsLogOdd,
        };
        (_wholeResponse, _log) = (null, null);
        return given;
    }

    /// <summary>Disposes everything that was not moved into an answer.</summary>
    public void Dispose()
    {
        _wholeResponse?.Dispose();
        _response?.Dispose();
        _parts?.Dispose();
        _text?.Dispose();
        _log?.Dispose();
    }

    void IAnswerSink.OnText(Field field, ReadOnlySpan<byte> utf8) => Fields.AddText(field.Path, utf8);

    void IAnswerSink.OnNumber(Field field, ReadOnlySpan<byte> digits) => Fields.AddNumber(field.Path, digits);

    void IAnswerSink.OnFlag(Field field, bool value) => Fields.AddFlag(field.Path, value);

    void IAnswerSink.OnOther(Field field) => Fields.AddOther(field.Path);

    void IAnswerSink.OnResponse(Field field, ReadOnlySpan<byte> utf8)
    {
        var response = Begin();
        if (utf8.Length > 0 && (_source ??= field) == field)
        {
            response.Write(utf8);
        }
    }

    void IAnswerSink.OnNextPart() => (_parts ??= new ResponseParts(Begin())).Next();

    void IAnswerSink.OnPart(ReadOnlySpan<byte> utf8) => _parts!.Write(utf8);

    void IAnswerSink.OnPartType(ReadOnlySpan<byte> utf8) => _parts!.Type(utf8);

    void IAnswerSink.OnLog(ReadOnlySpan<byte> json) => (_log ??= new Spool(MaxLog)).Write(json);

    private void Take(ReadOnlySpan<byte> piece, bool begun)
    {
        if (_bodyIsLog)
        {
            (_log ??= new Spool(MaxLog)).Write(piece);
        }

        if (_takesText)
        {
            // An object's text is used only if it has no response, so its beginning is enough; other text is the response.
            _text ??= new TextSpool(Run.ResponseLength, !begun && piece.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? 0 : MaxResponse);
            _text.Write(piece);
        }

        _beginning.Write(piece);
        if (!begun && EventStream.IsBeginning(piece))
        {
            IsEventStream = true;
            _events = _readsEvents ? new EventStream(() => new JsonWalk(_shape, this)) : null;
        }

        if (_events is not null)
        {
            _events.Feed(piece);
        }
        else
        {
            _walk.Feed(piece);
        }
    }

    private TextSpool Begin() => _response ??= new TextSpool(Run.ResponseLength, MaxResponse);

    private AnswerForm Finish()
    {
        _log?.Complete();
        _parts?.Next();
        _events?.Finish();
        var form = _events is { IsReadable: true } ? AnswerForm.Events
            : _events is null && _walk.Finish() ? _walk.IsObject ? AnswerForm.Object : _walk.IsListOfOne ? AnswerForm.List : AnswerForm.Other
            : AnswerForm.Other;
        _logEndsEarly = _events is null && (_walk.IsInLog || (_bodyIsLog && form == AnswerForm.Other && _walk.IsObject));
        if ((form != AnswerForm.Other && _response is not null ? _response : _takesText ? _text : form == AnswerForm.Other ? _beginning : null) is { } from)
        {
            _wholeResponse = from.Complete();
            Response = from == _beginning && from.Head.Length == 0 ? null : from.Head;
            _responseTruncated = from.IsTruncated && from != _beginning;
        }

        return form;
    }

    /// <summary>The length of a byte order mark, which some servers send before JSON.</summary>
    private static int MarkLength(ReadOnlySpan<byte> piece) => piece.StartsWith("\uFEFF"u8) ? 3 : 0;
}
