using System.Buffers;
using AgentSched.Model.Runs;

namespace AgentSched.Outbound.Answers;

/// <summary>What a body turned out to be.</summary>
public enum AnswerForm
{
    /// <summary>A JSON object; its fields are there.</summary>
    Object,

    /// <summary>Something else: text, JSON of another kind, JSON that breaks off, or nothing at all.</summary>
    Other,

    /// <summary>More bytes than are read; what follows is not known.</summary>
    TooLarge,
}

/// <summary>
/// Reads an agent's answer as it arrives. Whatever the agent sends, a reader holds well under 1 MiB: a piece of 16 KiB, the
/// beginning of the response, the small fields, and one packer at a time; log and long response go to spools.
/// </summary>
internal sealed class AnswerReader : IAnswerSink, IDisposable
{
    /// <summary>Most bytes of the response's text; the rest is cut off.</summary>
    public const int MaxResponse = 1 << 20;

    /// <summary>Most bytes of the log; the rest is cut off.</summary>
    public const int MaxLog = 16 << 20;

    /// <summary>Most bytes of a whole answer, unpacked; a larger one is a failure.</summary>
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

    /// <param name="shape">The fields that are wanted.</param>
    /// <param name="takesText">Whether a body that is no JSON object, or one without a response, is the response itself.</param>
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

    /// <summary>Moves response and log into an answer, which closes them from now on.</summary>
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

    /// <summary>Closes what was not given away.</summary>
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
            // An object's text counts only where it has no response, so its beginning will do; other text is the response.
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
