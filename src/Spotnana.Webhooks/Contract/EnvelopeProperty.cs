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
    public bool TakesText => _shape == Shape.Text;

    /// <summary>True when a number is taken.</summary>
    public bool TakesNumber => _shape == Shape.Number;

    /// <summary>True when the reader looks into an object.</summary>
    public bool TakesObject => _shape is Shape.Object || (_shape is Shape.Text && Children.Length > 0);

    /// <summary>True when the reader looks into the objects of an array.</summary>
    public bool TakesList => _shape == Shape.List;

    public static EnvelopeProperty Anything(string name, EnvelopeSlot slot) => new(name, Shape.Anything, slot, []);

    public static EnvelopeProperty Text(string name, EnvelopeSlot slot) => new(name, Shape.Text, slot, []);

    public static EnvelopeProperty Number(string name, EnvelopeSlot slot) => new(name, Shape.Number, slot, []);

    public static EnvelopeProperty Object(string name, params EnvelopeProperty[] children) =>
        new(name, Shape.Object, EnvelopeSlot.None, children);

    public static EnvelopeProperty List(string name, params EnvelopeProperty[] children) =>
        new(name, Shape.List, EnvelopeSlot.None, children);

    /// <summary>
    /// An id in any of the three forms that Spotnana's API has: <c>"x"</c>, <c>{"id":"x"}</c> or <c>{"id":{"id":"x"}}</c>.
    /// </summary>
    public static EnvelopeProperty Identity(string name, EnvelopeSlot slot) =>
        new(name, Shape.Text, slot, [new("id", Shape.Text, slot, [Text("id", slot)])]);
}
