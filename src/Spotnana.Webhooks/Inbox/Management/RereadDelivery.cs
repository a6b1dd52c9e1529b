namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>
/// Reads the body of a stored delivery again and matches handlers, as at its receipt. Called on no particular thread, at most
/// once at a time within one redrive.
/// </summary>
/// <param name="delivery">The delivery as it is stored, with its body.</param>
/// <returns>
/// The delivery with what was read out of it now, and the handlers that match; or quarantined as <see cref="DeadReason.Unreadable"/> still.
/// A reorder window in it does not count: what is redriven is due now.
/// </returns>
public delegate InboxEntry RereadDelivery(Delivery delivery);
