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

    /// <summary>Where a value of the right kind is kept.</summary>
    public EnvelopeSlot Slot { get; }

    /// <summary>
    /// The properties to look at inside: of the object, or of each object in the list. At most 32: the reader marks
    /// them off in the bits of a number.
    /// </summary>
    public EnvelopeProperty[] Children { get; }

    /// <summary>True when null is the only value that counts as absent.</summary>
    public bool TakesAnything => _shape == Shape.Anything;

    /// <summary>True when a text that is not empty is taken.</summary>
    public bool TakesText => _shape == Shape.Text;

    /// <summary>True when a number is taken.</summary>
    public bool TakesNumber => _shape == Shape.Number;

    /// <summary>True when an object is looked into.</summary>
    public bool TakesObject => _shape is Shape.Object || (_shape is Shape.Text && Children.Length > 0);

    /// <summary>True when the objects in an array are looked into.</summary>
    public bool TakesList => _shape == Shape.List;

    public static EnvelopeProperty Anything(string name, EnvelopeSlot slot) => new(name, Shape.Anything, slot, []);

    public static EnvelopeProperty Text(string name, EnvelopeSlot slot) => new(name, Shape.Text, slot, []);

    public static EnvelopeProperty Number(string name, EnvelopeSlot slot) => new(name, Shape.Number, slot, []);

    public static EnvelopeProperty Object(string name, params EnvelopeProperty[] children) =>
        new(name, Shape.Object, EnvelopeSlot.None, children);

    public static EnvelopeProperty List(string name, params EnvelopeProperty[] children) =>
        new(name, Shape.List, EnvelopeSlot.None, children);

    /// <summary>
    /// An id that may stand as <c>"x"</c>, as <c>{"id":"x"}</c> or as <c>{"id":{"id":"x"}}</c>: Spotnana's API has all three.
    /// </summary>
    public static EnvelopeProperty Identity(string name, EnvelopeSlot slot) =>
        new(name, Shape.Text, slot, [new("id", Shape.Text, slot, [Text("id", slot)])]);
}
