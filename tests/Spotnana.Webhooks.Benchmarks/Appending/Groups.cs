using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Benchmarks.Appending;

/// <summary>Makes the groups that are appended. Made before the clock runs: reading deliveries is not what is measured.</summary>
/// <param name="size">How many deliveries a group has.</param>
internal sealed class Groups(int size)
{
    /// <summary>Of each body: the beginning of a ticketed flight.</summary>
    public const int BodyBytes = 8192;

    private const int PerSubject = 4;

    // Far enough for that one to be stored already: events of one subject are seconds apart.
    private const int Apart = 8;

    private readonly byte[] _body = Body.Read()[..BodyBytes];
    private int _made;

    public int Size => size;

    /// <summary>
    /// Half of a subject's deliveries are in one group, half in a later one: half of the lanes that a group meets are new, the others
    /// are not.
    /// </summary>
    public InboxEntry[][] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Group())];

    private InboxEntry[] Group()
    {
        var (first, group) = (_made, new InboxEntry[size]);
        _made += size;
        for (var i = 0; i < size; i++)
        {
            var (number, place) = (first + i, i % (size / PerSubject));
            var started = i < size / 2 ? (number / size) - Apart : number / size;
            group[i] = Entries.Make($"msg_{number:d9}", $"pnr/{started}/{place}", number, [.. _body]);
        }

        return group;
    }
}
