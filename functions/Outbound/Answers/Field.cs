using System.Text;

namespace AgentSched.Outbound.Answers;

/// <summary>A field of a shape, or an intermediate step of its path.</summary>
internal sealed class Field(string name, int number)
{
    /// <summary>The step into the first element of a list; the others are skipped.</summary>
    public const string FirstElement = "[0]";

    /// <summary>The step into every element of a list, one after the other.</summary>
    public const string EveryElement = "[*]";

    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);
    private readonly List<Field> _children = [];

    public int Number { get; } = number;

    /// <summary>The whole path, as given to the shape.</summary>
    public string Path { get; set; } = string.Empty;

    public FieldUse Use { get; set; }

    public Field? Child(string step) => Child(Encoding.UTF8.GetBytes(step));

    public Field? Child(ReadOnlySpan<byte> step)
    {
        foreach (var child in _children)
        {
            if (step.SequenceEqual(child._name))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>Forgets that this field and those below it were read, so that the next element of a list is read like the first.</summary>
    public void Forget(bool[] seen)
    {
        seen[Number] = false;
        _children.ForEach(child => child.Forget(seen));
    }

    public Field Add(string step, int number)
    {
        var child = new Field(step, number);
        _children.Add(child);
        return child;
    }
}
