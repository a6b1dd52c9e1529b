namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>The members of a body that lead to keys, by their names.</summary>
internal static class MemberRoles
{
    // By the length of the name, in bytes: most names of a body have none here of their length.
    private static readonly (byte[] Name, MemberRole Role)[][] _byLength = ByLength(
        (MemberRole.Key,
            """
            pnrId sourcePnrId rebookedPnrId cancelledPnrIds oldPnrId newPnrId tripId tripIds taskId chargeId
            vendorConfirmationNumber vendorConfirmationId carrierConfirmationNumber confirmationNumber
            ticketNumber ticketNumbers associatedTicketNumber originalTicketNumber mcoNumber invoiceNumber invoiceNumbers
            """),
        (MemberRole.Traveler, "userId userIds travelerId travelerIds"),
        (MemberRole.Id, "id"),
        (MemberRole.Profile, "personalInfo businessInfo primaryTraveler"),
        (MemberRole.Email, "email"),
        (MemberRole.Others,
            """
            approvers approvalInfo travelArranger travelArrangers bookerInfo pnrCreationDetails assignedAgent assignedAgentBasicInfo
            assignee emergencyContact emergencyContactInfo fop
            """));

    /// <summary>The role of a name, without escapes.</summary>
    public static MemberRole Of(ReadOnlySpan<byte> name)
    {
        if (name.Length >= _byLength.Length)
            return MemberRole.Other;
        foreach (var (known, role) in _byLength[name.Length])
        {
            if (name.SequenceEqual(known))
                return role;
        }

        return MemberRole.Other;
    }

    private static (byte[], MemberRole)[][] ByLength(params (MemberRole Role, string Names)[] roles)
    {
        var all = roles.SelectMany(role => role.Names.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(name => (Name: System.Text.Encoding.ASCII.GetBytes(name), role.Role))).ToList();
        var byLength = new (byte[], MemberRole)[all.Max(one => one.Name.Length) + 1][];
        for (var length = 0; length < byLength.Length; length++)
            byLength[length] = [.. all.Where(one => one.Name.Length == length)];
        return byLength;
    }
}
