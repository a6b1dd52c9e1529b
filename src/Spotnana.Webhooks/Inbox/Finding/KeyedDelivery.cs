namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>The hashes of the keys of a delivery. None is 0.</summary>
/// <param name="Sequence">The delivery's number.</param>
/// <param name="Id">That of its id, which stays when it is erased. Null: it is stored already.</param>
/// <param name="Keys">Those of all others.</param>
/// <param name="IsReadable">False: there is a body, which cannot be read for now. It is to be looked at again.</param>
public sealed record KeyedDelivery(long Sequence, long? Id, IReadOnlyCollection<long> Keys, bool IsReadable = true);
