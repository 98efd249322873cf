namespace AgentSched.Outbound.Answers;

/// <summary>Joins the text parts of a response that is a list. A part of another type, such as a thought, is left out.</summary>
/// <param name="response">Receives the text.</param>
internal sealed class ResponseParts(TextSpool response) : IDisposable
{
    private SpillStream? _untyped; // text whose type is not known yet
    private string? _type;

    /// <summary>Whether a part was a text, even an empty one.</summary>
    public bool HasText { get; private set; }

    /// <summary>Ends the part before.</summary>
    public void Next()
    {
        if (_untyped is not null && IsText)
        {
            HasText = true;
            Span<byte> piece = stackalloc byte[1024];
            var bytes = _untyped.Reopen();
            for (int read; (read = bytes.Read(piece)) > 0;)
            {
                response.Write(piece[..read]);
            }
        }

        Dispose();
        (_untyped, _type) = (null, null);
    }

    public void Write(ReadOnlySpan<byte> utf8)
    {
        if (_type is null)
        {
            (_untyped ??= new SpillStream()).Write(utf8);
        }
        else if (IsText)
        {
            HasText = true;
            response.Write(utf8);
        }
    }

    public void Type(ReadOnlySpan<byte> utf8) => _type = System.Text.Encoding.UTF8.GetString(utf8);

    public void Dispose() => _untyped?.Dispose();

    private bool IsText => _type is null or "text" or "output_text";
}
