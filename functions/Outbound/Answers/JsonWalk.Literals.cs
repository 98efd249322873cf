namespace AgentSched.Outbound.Answers;

/// <content>Texts, numbers and literals, byte by byte; elements of lists.</content>
internal sealed partial class JsonWalk
{
    private const string True = "true";
    private const string False = "false";
    private const string Null = "null";
    private const string Infinity = "Infinity";

    private static string Literal(byte first) => (char)first switch
    {
        't' => True,
        'f' => False,
        'n' => Null,
        'N' => "NaN",
        _ => Infinity,
    };

    private void NumberStep(byte b)
    {
        _number = JsonNumbers.Next(_number, b);
        _expects = _number == JsonNumber.Wrong ? Expects.Broken : Expects.Number;
        _small.Add([b]);
    }

    private void EndNumber()
    {
        if (!JsonNumbers.MayEnd(_number))
        {
            _expects = Expects.Broken;
            return;
        }

        if (_field?.Use == FieldUse.Keep)
        {
            if (_small.IsFull)
            {
                _sink.OnOther(_field);
            }
            else
            {
                _sink.OnNumber(_field, _small.Bytes);
            }
        }

        EndValue();
    }

    private void LiteralStep(byte b)
    {
        if (b != _literal[_literalLength++])
        {
            _expects = Expects.Broken;
        }
        else if (_literalLength == _literal.Length)
        {
            EndLiteral();
        }
    }

    private void EndLiteral()
    {
        if (_field is { Use: FieldUse.Keep } field && _literal != Null)
        {
            if (_literal is True or False)
            {
                _sink.OnFlag(field, _literal == True);
            }
            else
            {
                _sink.OnOther(field);
            }
        }

        EndValue();
    }

    private void BeginText()
    {
        _expects = Expects.Text;
        _small.Begin(MaxText);
        _textTo = _field?.Use switch
        {
            FieldUse.Keep or FieldUse.PartType => _toSmall,
            FieldUse.Response => _toResponse,
            FieldUse.Part => _toPart,
            _ => null,
        };
        if (_textTo == _toResponse)
        {
            _sink.OnResponse(_field!, []);
        }
        else if (_textTo == _toPart)
        {
            _sink.OnPart([]);
        }
    }

    private void OnTextStep(JsonText.End end)
    {
        if (end == JsonText.End.Broken)
        {
            _expects = Expects.Broken;
        }
        else if (end == JsonText.End.Closed && _expects == Expects.NameText)
        {
            var container = _containers[_depth - 1];
            (_expects, _field) = (Expects.Colon, _small.IsFull ? null : container?.Child(_small.Bytes));
        }
        else if (end == JsonText.End.Closed)
        {
            if (_field?.Use == FieldUse.Keep)
            {
                _sink.OnText(_field, _small.Bytes);
            }
            else if (_field?.Use == FieldUse.PartType)
            {
                _sink.OnPartType(_small.Bytes);
            }

            EndValue();
        }
    }

    /// <summary>Begins an element of a list that is read: the first, or every one.</summary>
    private void BeginElement(bool isFirst)
    {
        if (_depth == 1 && !_isObject[0])
        {
            _field = ++_rootElements == 1 ? _shape.Root : null;
            return;
        }

        var list = _isObject[_depth - 1] ? null : _containers[_depth - 1];
        _field = isFirst ? list?.Child(Field.FirstElement) : null;
        if (_field is null && list?.Child(Field.EveryElement) is { } every)
        {
            every.Forget(_seen);
            _sink.OnNextPart();
            _field = every;
        }
    }

    /// <summary>Reports a wanted list or object that turns out not to be empty.</summary>
    private void ReportFilled()
    {
        if (_expects is Expects.FirstName or Expects.FirstElement && _containers[_depth - 1] is { Use: FieldUse.Keep } container)
        {
            _sink.OnOther(container);
        }
    }
}
