namespace AgentSched.Outbound.Answers;

/// <content>Texts, numbers and literals, byte by byte.</content>
internal sealed partial class JsonWalk
{
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

        if (_field?.Use == FieldUse.Keep && !_small.IsFull)
        {
            _sink.OnNumber(_field, _small.Bytes);
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
            EndValue();
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

            EndValue();
        }
    }
}
