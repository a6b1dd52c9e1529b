using System.Text;

namespace Spotnana.Webhooks.Contract;

/// <summary>One property that the envelope reader looks at; all others are skipped.</summary>
internal sealed class EnvelopeProperty
{
    private readonly Shape _shape;
    private readonly byte[] _name;

    private EnvelopeProperty(string name, Shape shape, EnvelopeSlot slot, EnvelopeProperty[] children) =>
        (_name, _shape, Slot, Children) = (Encoding.UTF8.GetBytes(name), shape, slot, children);

    private enum Shape
    {
        Anything,
        Text,
        Scalar,
        Number,
        Object,
        List,
    }

    /// <summary>The name in UTF-8.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary>The slot that keeps a value of the right kind.</summary>
    public EnvelopeSlot Slot { get; }

    /// <summary>
    /// The properties to look at inside the object, or inside each object of the list. At most 32, since the reader marks the ones that
    /// it has seen in the bits of one number.
    /// </summary>
    public EnvelopeProperty[] Children { get; }

    /// <summary>True when any value but null is taken.</summary>
    public bool TakesAnything => _shape == Shape.Anything;

    /// <summary>True when a string that is not empty is taken.</summary>
    public bool TakesText => _shape is Shape.Text or Shape.Scalar or Shape.Number;

    /// <summary>True when a number is taken.</summary>
    public bool TakesNumber => _shape is Shape.Scalar or Shape.Number;

    /// <summary>True when the reader looks into an object.</summary>
    public bool TakesObject => _shape is Shape.Object || (_shape is Shape.Scalar && Children.Length > 0);

    /// <summary>True when the reader looks into the objects of an array.</summary>
    public bool TakesList => _shape == Shape.List;

    /// <summary>Keeps the position of a value in this property's slot. Within a list the first value wins.</summary>
    public void Keep(Range token, scoped Span<Range> found)
    {
        ref var slot = ref found[(int)Slot];
        if (slot.Equals(default))
            slot = token;
    }

    public static EnvelopeProperty Anything(string name, EnvelopeSlot slot) => new(name, Shape.Anything, slot, []);

    public static EnvelopeProperty Text(string name, EnvelopeSlot slot) => new(name, Shape.Text, slot, []);

    /// <summary>A text that may also come as a number, such as an id of digits or a time.</summary>
    public static EnvelopeProperty Scalar(string name, EnvelopeSlot slot) => new(name, Shape.Scalar, slot, []);

    /// <summary>A number that may also come as a text.</summary>
    public static EnvelopeProperty Number(string name, EnvelopeSlot slot) => new(name, Shape.Number, slot, []);

    public static EnvelopeProperty Object(string name, params EnvelopeProperty[] children) =>
        new(name, Shape.Object, EnvelopeSlot.None, children);

    public static EnvelopeProperty List(string name, params EnvelopeProperty[] children) =>
        new(name, Shape.List, EnvelopeSlot.None, children);

    /// <summary>
    /// An id in any of the three forms that Spotnana's API has: <c>"x"</c>, <c>{"id":"x"}</c> or <c>{"id":{"id":"x"}}</c>. It may be a
    /// number.
    /// </summary>
    public static EnvelopeProperty Identity(string name, EnvelopeSlot slot) =>
        new(name, Shape.Scalar, slot, [new("id", Shape.Scalar, slot, [Scalar("id", slot)])]);
}
