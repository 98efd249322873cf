using System.Buffers;
using AgentSched.Model.Runs;

namespace AgentSched.Outbound.Answers;

/// <summary>Form of an answer's body.</summary>
public enum AnswerForm
{
    /// <summary>A JSON object; its fields were read.</summary>
    Object,

    /// <summary>Anything else: text, JSON that is no object, truncated JSON, or an empty body.</summary>
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

    private const int Piece = 16 * 1024;

    private readonly JsonWalk _walk;
    private readonly bool _takesText;
    private readonly bool _bodyIsLog;
    private TextSpool? _response;
    private TextSpool? _text;
    private Spool? _log;
    private Spool? _wholeResponse;
    private bool _responseTruncated;

    /// <param name="shape">The fields to read.</param>
    /// <param name="takesText">Whether a body that is no JSON object, or an object without a response, is the response itself.</param>
    /// <param name="bodyIsLog">Whether the whole body is kept as the log.</param>
    public AnswerReader(AnswerShape shape, bool takesText = false, bool bodyIsLog = false)
    {
        (_takesText, _bodyIsLog) = (takesText, bodyIsLog);
        _walk = new JsonWalk(shape, this);
    }

    /// <summary>The small fields.</summary>
    public AnswerFields Fields { get; } = new();

    /// <summary>The response, or its first 10,000 characters. Null: none.</summary>
    public string? Response { get; private set; }

    /// <summary>Reads a body to its end, or to <paramref name="limit"/> bytes.</summary>
    public async Task<AnswerForm> ReadAsync(Stream body, int limit, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            var (total, begun) = (0L, false);
            for (int read; (read = await body.ReadAtLeastAsync(buffer.AsMemory(0, Piece), begun ? 1 : 3, throwOnEndOfStream: false, cancel)) > 0; begun = true)
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

    /// <summary>Moves response and log into an answer, which then owns and disposes them.</summary>
    public AgentAnswer Give(AgentAnswer answer)
    {
        var given = answer with
        {
            Response = Response,
            WholeResponse = _wholeResponse,
            ResponseTruncated = _responseTruncated,
            Log = _log,
            LogTruncated = _log?.IsTruncated ?? false,
        };
        (_wholeResponse, _log) = (null, null);
        return given;
    }

    /// <summary>Disposes everything that was not moved into an answer.</summary>
    public void Dispose()
    {
        _wholeResponse?.Dispose();
        _response?.Dispose();
        _text?.Dispose();
        _log?.Dispose();
    }

    void IAnswerSink.OnText(Field field, ReadOnlySpan<byte> utf8) => Fields.AddText(field.Path, utf8);

    void IAnswerSink.OnNumber(Field field, ReadOnlySpan<byte> digits) => Fields.AddNumber(field.Path, digits);

    void IAnswerSink.OnResponse(ReadOnlySpan<byte> utf8) => (_response ??= new TextSpool(Run.ResponseLength, MaxResponse)).Write(utf8);

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

        _walk.Feed(piece);
    }

    private AnswerForm Finish()
    {
        _log?.Complete();
        var form = _walk.Finish() && _walk.IsObject ? AnswerForm.Object : AnswerForm.Other;
        var from = form == AnswerForm.Object && _response is not null ? _response : _takesText ? _text : _response;
        if (from is not null)
        {
            _wholeResponse = from.Complete();
            Response = from.Head;
            _responseTruncated = from.IsTruncated;
        }

        return form;
    }

    /// <summary>The length of a byte order mark, which some servers send before JSON.</summary>
    private static int MarkLength(ReadOnlySpan<byte> piece) => piece.StartsWith("\uFEFF"u8) ? 3 : 0;
}
