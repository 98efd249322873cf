namespace AgentSched.Outbound.Answers;

/// <summary>
/// Forward-only parser of a JSON document that arrives in pieces of any size; passes the fields of a shape to a sink. Uses a
/// few KiB, whatever the document's size, depth and names: unwanted fields are validated and skipped.
/// If a field occurs twice, the first one counts. <c>NaN</c> and <c>Infinity</c> are accepted as values: Python writes them.
/// </summary>
internal sealed partial class JsonWalk
{
    /// <summary>Maximum bytes of a small text; the rest is dropped.</summary>
    public const int MaxText = 4096;

    private const int MaxDepth = 512;
    private const int MaxNumber = 64;
    private const int MaxName = 128;

    private readonly IAnswerSink _sink;
    private readonly AnswerShape _shape;
    private readonly bool[] _isObject = new bool[MaxDepth];
    private readonly Field?[] _containers = new Field?[MaxDepth];
    private readonly bool[] _seen;
    private readonly SmallBuffer _small = new(MaxText);
    private readonly JsonText _text = new();
    private readonly TextSink _toSmall;
    private readonly TextSink _toResponse;
    private readonly TextSink _toPart;
    private int _depth;
    private int _logDepth = -1; // depth of the log while inside it; -1: outside
    private Expects _expects = Expects.Value;
    private Field? _field; // field of the current value; null: not wanted
    private TextSink? _textTo;
    private JsonNumber _number;
    private string _literal = string.Empty;
    private int _literalLength;
    private bool _hasRoot;
    private int _rootElements; // of a document that is a list

    public JsonWalk(AnswerShape shape, IAnswerSink sink)
    {
        (_shape, _sink) = (shape, sink);
        _seen = new bool[shape.Count];
        _toSmall = _small.Add;
        _toResponse = utf8 => sink.OnResponse(_field!, utf8);
        _toPart = sink.OnPart;
        _field = shape.Root;
    }

    private enum Expects
    {
        Value,
        FirstElement, // or the end of the list
        FirstName, // or the end of the object
        Name,
        Colon,
        CommaOrEnd,
        NameText,
        Text,
        Number,
        Literal,
        Nothing,
        Broken,
    }

    /// <summary>Whether the document begins as an object.</summary>
    public bool IsObject { get; private set; }

    /// <summary>Whether the document is a list of one object, whose fields are read as if it were the document.</summary>
    public bool IsListOfOne { get; private set; }

    /// <summary>Whether the document is not valid JSON; then no more fields are passed on.</summary>
    public bool IsBroken => _expects == Expects.Broken;

    /// <summary>Whether the log has begun and not ended; a broken document's never does.</summary>
    public bool IsInLog => _logDepth >= 0;

    /// <summary>Whether the log has a value that only Python takes for JSON, such as <c>NaN</c>.</summary>
    public bool IsLogOdd { get; private set; }

    /// <summary>Parses the next piece.</summary>
    public void Feed(ReadOnlySpan<byte> piece)
    {
        var (at, logFrom) = (0, _logDepth >= 0 ? 0 : -1);
        while (at < piece.Length && !IsBroken)
        {
            switch (_expects)
            {
                case Expects.NameText or Expects.Text:
                    OnTextStep(_text.Read(piece, ref at, _textTo));
                    break;
                case Expects.Number when _number == JsonNumber.Minus && piece[at] == 'I':
                    IsLogOdd |= _logDepth >= 0;
                    (_literal, _literalLength, _expects) = (Infinity, 0, Expects.Literal);
                    break;
                case Expects.Number when JsonNumbers.Continues(piece[at]):
                    NumberStep(piece[at++]);
                    break;
                case Expects.Number:
                    EndNumber(); // ended by the first byte behind it
                    break;
                case Expects.Literal:
                    LiteralStep(piece[at++]);
                    break;
                default:
                    var before = _logDepth;
                    Structure(piece[at++]);
                    logFrom = before < 0 && _logDepth >= 0 ? at - 1 : logFrom;
                    if (before >= 0 && _logDepth < 0)
                    {
                        _sink.OnLog(piece[logFrom..at]);
                        logFrom = -1;
                    }

                    break;
            }
        }

        if (_logDepth >= 0 && logFrom >= 0)
        {
            _sink.OnLog(piece[logFrom..at]);
        }
    }

    /// <summary>Ends the document.</summary>
    /// <returns>Whether it was one whole JSON document.</returns>
    public bool Finish()
    {
        if (_expects == Expects.Number)
        {
            EndNumber();
        }

        return _expects == Expects.Nothing;
    }

    private void Structure(byte b)
    {
        if (b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            return;
        }

        switch (_expects)
        {
            case Expects.FirstElement when b == ']':
            case Expects.FirstName when b == '}':
            case Expects.CommaOrEnd when b == (_isObject[_depth - 1] ? '}' : ']'):
                _depth--;
                if (_depth == _logDepth)
                {
                    _logDepth = -1;
                }

                EndValue();
                break;
            case Expects.Value or Expects.FirstElement:
                BeginValue(b);
                break;
            case Expects.FirstName or Expects.Name when b == '"':
                ReportFilled();
                _small.Begin(MaxName);
                (_expects, _textTo) = (Expects.NameText, _containers[_depth - 1] is null ? null : _toSmall);
                break;
            case Expects.Colon when b == ':':
                _expects = Expects.Value;
                break;
            case Expects.CommaOrEnd when b == ',':
                (_expects, _field) = (_isObject[_depth - 1] ? Expects.Name : Expects.Value, null);
                BeginElement(isFirst: false);
                break;
            default:
                _expects = Expects.Broken;
                break;
        }
    }

    private void BeginValue(byte b)
    {
        if (_expects == Expects.FirstElement)
        {
            ReportFilled();
            BeginElement(isFirst: true);
        }

        if (!_hasRoot)
        {
            (_hasRoot, IsObject) = (true, b == '{');
        }

        if (_field is { Use: not FieldUse.Path } field)
        {
            // A repeated field is skipped; so is a log or a response of another type.
            _field = _seen[field.Number] ? null : field;
            _seen[field.Number] = true;
        }

        if (_depth == 1 && !_isObject[0])
        {
            IsListOfOne = _rootElements == 1 && b == '{';
        }

        switch ((char)b)
        {
            case '{' or '[':
                Open(isObject: b == '{');
                break;
            case '"':
                BeginText();
                break;
            case 't' or 'f' or 'n' or 'N' or 'I':
                IsLogOdd |= _logDepth >= 0 && char.IsUpper((char)b);
                (_literal, _literalLength, _expects) = (Literal(b), 1, Expects.Literal);
                break;
            default:
                _number = JsonNumbers.First(b);
                _expects = _number == JsonNumber.Wrong ? Expects.Broken : Expects.Number;
                _small.Begin(MaxNumber);
                _small.Add([b]);
                break;
        }
    }

    private void Open(bool isObject)
    {
        if (_depth == MaxDepth)
        {
            _expects = Expects.Broken;
            return;
        }

        if (_field?.Use == FieldUse.Log)
        {
            _logDepth = _depth;
            _sink.OnLog([]);
            _field = null;
        }

        _isObject[_depth] = isObject;
        _containers[_depth++] = _field;
        (_expects, _field) = (isObject ? Expects.FirstName : Expects.FirstElement, null);
    }

    private void EndValue()
    {
        _field = null;
        _expects = _depth == 0 ? Expects.Nothing : Expects.CommaOrEnd;
    }
}
