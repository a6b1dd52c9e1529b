using System.Net;
using System.Runtime.InteropServices;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Who is dropped first when room is needed: the oldest of the address that takes the most, if that is more than an address's share, or
/// else the oldest of all. A share refuses nobody: it only decides who goes first. Not thread-safe.
/// </summary>
/// <typeparam name="T">What is dropped.</typeparam>
/// <param name="share">The weight that an address may have before its own go first.</param>
internal sealed class DropOrder<T>(long share)
{
    private readonly LinkedList<Entry> _all = new();
    private readonly Dictionary<IPAddress, Group> _groups = [];

    // Few: as many as fit beside each other.
    private readonly HashSet<Group> _beyondShare = [];

    /// <summary>The one that was added first of all; null if there is none.</summary>
    public Entry? Oldest => _all.First?.Value;

    /// <summary>Whom to drop now; null if there is none.</summary>
    public Entry? First => _beyondShare.MaxBy(group => group.Weight)?.Entries.First?.Value ?? Oldest;

    /// <summary>Adds one as the youngest.</summary>
    /// <param name="item">The one.</param>
    /// <param name="address">Whose it is; null where no share applies.</param>
    /// <param name="weight">What it takes.</param>
    public Entry Add(T item, IPAddress? address, long weight)
    {
        var group = address is null ? null : CollectionsMarshal.GetValueRefOrAddDefault(_groups, address, out _) ??= new Group(address);
        var entry = new Entry(item, group);
        _all.AddLast(entry.InAll);
        if (entry.InGroup is { } node)
            group!.Entries.AddLast(node);
        Grow(entry, weight);
        return entry;
    }

    /// <summary>One takes more than before.</summary>
    public void Grow(Entry entry, long weight)
    {
        entry.Weight += weight;
        Weigh(entry.Group, weight);
    }

    /// <summary>Takes one out of the order.</summary>
    public void Remove(Entry entry)
    {
        _all.Remove(entry.InAll);
        if (entry is not { Group: { } group, InGroup: { } node })
            return;
        group.Entries.Remove(node);
        Weigh(group, -entry.Weight);
        if (group.Entries.Count == 0)
            _groups.Remove(group.Address);
    }

    private void Weigh(Group? group, long change)
    {
        if (group is null)
            return;
        group.Weight += change;
        if (group.Weight > share)
            _beyondShare.Add(group);
        else
            _beyondShare.Remove(group);
    }

    /// <summary>One that can be dropped.</summary>
    internal sealed class Entry
    {
        public Entry(T item, Group? group)
        {
            (Item, Group) = (item, group);
            InAll = new(this);
            InGroup = group is null ? null : new(this);
        }

        public T Item { get; }

        internal Group? Group { get; }

        internal LinkedListNode<Entry> InAll { get; }

        internal LinkedListNode<Entry>? InGroup { get; }

        internal long Weight { get; set; }
    }

    /// <summary>All of one address.</summary>
    internal sealed class Group(IPAddress address)
    {
        public IPAddress Address => address;

        public LinkedList<Entry> Entries { get; } = new();

        public long Weight { get; set; }
    }
}
